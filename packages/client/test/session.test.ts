import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { book, makePair, signUp } from '../../../apps/server/test/support/people.ts';
import { type StoredTokens, standardPlatform, until } from '../src/index.ts';
import { FakeVault } from '../src/testing/fake-platform.ts';
import { inSync, openOne } from './support/both.ts';
import { Clients } from './support/client.ts';
import { serverHere } from './support/server-here.ts';
import { texts } from './support/texts.ts';

const here = serverHere();
const clients = new Clients(here);
afterEach(() => clients.closeAll());

const connected = (client: ReturnType<Clients['make']>) =>
  until(client.connection, ({ status }) => status === 'connected');

describe('a session that the SDK keeps itself', () => {
  test('registers, lists itself, signs out, and is refused afterwards', async () => {
    let kept: StoredTokens | undefined;
    const save = async (tokens?: StoredTokens) => {
      kept = tokens;
    };
    const store = { load: async () => kept, save };
    const client = clients.make({ auth: { kind: 'session', store } });
    client.connect();
    await until(client.connection, ({ status }) => status === 'signed-out');
    const email = `${randomUUID()}@example.org`;
    const person = { email, password: 'a long enough pass phrase', name: 'Ada', role: 'patient' as const };
    const user = await client.session.register(person);
    await connected(client);
    expect(client.session.state.get()).toMatchObject({
      status: 'signed-in',
      user: { id: user.id, name: 'Ada' },
    });
    expect(await client.session.listSessions()).toMatchObject([{ current: true }]);
    expect(kept).toBeDefined();

    const reloaded = clients.make({ auth: { kind: 'session', store } });
    reloaded.connect();
    await connected(reloaded);
    expect(reloaded.session.state.get().user?.id).toBe(user.id);

    await client.session.signOut();
    expect(kept).toBeUndefined();
    expect(client.connection.get().status).toBe('signed-out');
    await until(reloaded.session.state, ({ status }) => status === 'signed-out');
    expect(reloaded.session.state.get().reason).toBe('ended');
    await expect(client.session.signIn({ email, password: 'wrong' })).rejects.toMatchObject({
      code: 'wrong_credentials',
    });
    await client.session.signIn({ email, password: person.password });
    await connected(client);
  });

  test('an access token that ends is renewed without a word to the app', async () => {
    const person = await signUp(here.server, 'patient');
    const tokens = { accessToken: 'expired.by.now', refreshToken: person.refreshToken, expiresAt: 0 };
    const save = vi.fn(async () => {});
    const client = clients.make({ auth: { kind: 'session', store: { load: async () => tokens, save } } });
    client.connect();
    await connected(client);
    expect(client.session.state.get().user?.id).toBe(person.id);
    expect(save).toHaveBeenCalledTimes(1);
  });

  test('a session that is ended elsewhere ends here within moments', async () => {
    const person = await signUp(here.server, 'patient');
    const client = clients.as(person);
    client.connect();
    await connected(client);
    await person.ask('POST', '/auth/logout');
    await until(client.session.state, ({ status }) => status === 'signed-out');
    expect(client.connection.get().status).toBe('signed-out');
  });
});

describe('on one machine', () => {
  test('after the patient another person signs in, and finds nothing of them', async () => {
    const vault = new FakeVault();
    const { patient, conversation } = await makePair(here.server);
    const stranger = await signUp(here.server, 'patient');
    const client = clients.make({ auth: { kind: 'session' }, platform: standardPlatform({ vault }) });
    await client.session.signIn({ email: patient.email, password: patient.password });
    const atPatient = await openOne(client, conversation.id);
    await client.device.trust(true);
    atPatient.send('between us');
    await until(atPatient.messages, ({ items }) => items[0]?.status === 'sent');
    await vi.waitFor(
      () => expect([...vault.texts.keys()].some((key) => key.includes('recent/'))).toBe(true),
      3_000,
    );
    await client.session.signOut();
    expect(vault.texts.size).toBe(0);

    await client.session.signIn({ email: stranger.email, password: stranger.password });
    await connected(client);
    await until(client.inbox.state, ({ status }) => status === 'ready');
    expect(client.inbox.state.get().entries).toEqual([]);
    const notTheirs = client.conversation(conversation.id);
    notTheirs.open();
    await until(notTheirs.messages, ({ status }) => status === 'failed');
    expect(notTheirs.writability.get()).toEqual({ canWrite: false, reason: 'not_found' });
    expect(JSON.stringify([...vault.texts])).not.toContain('between us');
  });
});

describe('from the directory to the first message', () => {
  test('a patient finds a consultant, books, opens the conversation, and both see it', async () => {
    const [patient, consultant] = await Promise.all([
      signUp(here.server, 'patient'),
      signUp(here.server, 'consultant', `Dr. ${randomUUID()}`),
    ]);
    const [client, other] = [clients.as(patient), clients.as(consultant)];
    client.connect();
    other.connect();
    await Promise.all([connected(client), connected(other)]);
    await until(other.inbox.state, ({ status }) => status === 'ready');
    const [found] = await client.directory.search(consultant.name);
    expect(found).toEqual({ id: consultant.id, name: consultant.name });
    const booking = await client.bookings.create({
      consultantId: consultant.id,
      scheduledAt: '2027-03-01T10:00:00Z',
      reason: 'first visit',
    });
    expect(client.bookings.state.get().items).toEqual([booking]);
    const id = await client.inbox.open(booking.id);
    expect(await client.inbox.open(id)).toBe(id);
    const conversation = await openOne(client, id);
    const arrival = new Promise((resolve) => other.inbox.onArrival(resolve));
    conversation.send('Good morning, doctor');
    expect(await arrival).toMatchObject({
      message: { content: 'Good morning, doctor' },
      entry: { id, unreadCount: 1 },
    });
    expect(other.inbox.state.get().entries[0]).toMatchObject({ other: { name: patient.name }, online: true });
    await expect(client.inbox.open(randomUUID())).rejects.toMatchObject({ code: 'not_found' });
  });

  test('a long history is read down to its first message', async () => {
    const { patient, consultant, conversation } = await makePair(here.server);
    const booking = await book(patient, consultant);
    expect(booking.id).not.toBe(conversation.bookingId);
    await here.server.database.pool.query(
      `insert into messages (id, conversation_id, seq, change, sender_id, sender_type, content, created_at, updated_at)
       select gen_random_uuid(), $1, n, n, $2, 'consultant', 'line ' || n, now(), now() from generate_series(1, 2000) n`,
      [conversation.id, consultant.id],
    );
    await here.server.database.pool.query(
      'update conversations set last_seq = 2000, last_change = 2000 where id = $1',
      [conversation.id],
    );
    const client = clients.as(patient);
    const opened = await openOne(client, conversation.id);
    while (opened.messages.get().hasOlder) await opened.loadOlder(500);
    expect(texts(opened)).toEqual(Array.from({ length: 2_000 }, (_, index) => `line ${index + 1}`));
    await inSync(opened);
  });
});
