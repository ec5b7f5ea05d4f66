import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AccountChanges } from '../../src/auth/account-changes.repository.ts';
import { factsOf } from '../../src/facts/testing/facts-of.ts';
import { book, makePair, openConversation, type Pair, signUp } from '../support/people.ts';
import { Sockets } from '../support/sockets.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

let server: TestServer;
let sockets: Sockets;
let pair: Pair;

beforeAll(async () => {
  server = await startTestServer();
  sockets = new Sockets(server);
});
beforeEach(async () => {
  pair = await makePair(server);
});
afterEach(() => sockets.closeAll());
afterAll(() => server.close());

const ofPatient = ({ userId }: { userId: string }) => userId === pair.patient.id;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('presence', () => {
  test('tells the other person of a conversation who came and, after a moment, who went and when', async () => {
    const watcher = await sockets.as(pair.consultant);
    const client = await sockets.as(pair.patient);
    expect(await watcher.next('presence')).toEqual({
      userId: pair.patient.id,
      online: true,
      lastSeenAt: null,
    });
    const before = Date.now();
    client.close();
    const gone = await watcher.next('presence', ({ online }) => !online);
    expect(gone.userId).toBe(pair.patient.id);
    expect(Math.abs(Date.parse(gone.lastSeenAt ?? '') - before)).toBeLessThan(3_000);
  });

  test('counts a socket without a credential from its first join', async () => {
    const watcher = await sockets.as(pair.consultant);
    const client = await sockets.connect();
    await watcher.settled();
    expect(watcher.all('presence')).toEqual([]);
    await client.join(pair.conversation.id, pair.patient);
    expect((await watcher.next('presence')).online).toBe(true);
  });

  test('says nothing of a second device, nor of a page that is loaded anew', async () => {
    const watcher = await sockets.as(pair.consultant);
    const phone = await sockets.as(pair.patient);
    await watcher.next('presence', ofPatient);
    const laptop = await sockets.as(pair.patient);
    phone.close();
    laptop.close();
    await sockets.as(pair.patient);
    await pause(1_500);
    expect(watcher.all('presence').filter(({ online }) => !online)).toEqual([]);
  });

  test('is right in the end when both load their pages anew at once', async () => {
    const path = `/chat/conversations?consultantId=${pair.consultant.id}&expand=presence`;
    const gone = await sockets.as(pair.patient);
    gone.close();
    await sockets.as(pair.consultant);
    const watcher = await sockets.as(pair.consultant);
    const shown = (await pair.consultant.ask('GET', path)).body[0].online;
    await sockets.as(pair.patient);
    if (!shown) await watcher.next('presence', ({ userId, online }) => userId === pair.patient.id && online);
    expect((await pair.consultant.ask('GET', path)).body[0].online).toBe(true);
  });

  test('is told to nobody who shares no conversation', async () => {
    const strangers = await makePair(server);
    const [stranger, own] = [await sockets.as(strangers.consultant), await sockets.as(pair.consultant)];
    const client = await sockets.as(pair.patient);
    await own.next('presence', ofPatient);
    client.close();
    await own.next('presence', ({ online }) => !online);
    await stranger.settled();
    expect(stranger.all('presence').filter(ofPatient)).toEqual([]);
  });

  test('of an account that an operator closes ends on the screens of others, and a blocked one stays unseen', async () => {
    const [watcher, client] = [await sockets.as(pair.consultant), await sockets.as(pair.patient)];
    await watcher.next('presence', ofPatient);
    const changes = new AccountChanges(factsOf(server.database));
    await changes.close(pair.patient.id, Date.now());
    await client.next('disconnect');
    expect(await watcher.next('presence', ({ online }) => !online)).toMatchObject({
      userId: pair.patient.id,
    });

    const blocked = await makePair(server);
    const [blocker, patient] = [await sockets.as(blocked.consultant), await sockets.as(blocked.patient)];
    await blocker.next('presence', ({ userId }) => userId === blocked.patient.id);
    await blocked.consultant.ask('POST', '/blocks', { patientId: blocked.patient.id });
    await blocker.next('presence', ({ online }) => !online);
    const heard = blocker.all('presence').length;
    await changes.close(blocked.patient.id, Date.now());
    await patient.next('disconnect');
    const another = await signUp(server, 'patient');
    await openConversation(another, blocked.consultant, await book(another, blocked.consultant));
    const visit = await sockets.as(another);
    await blocker.next('presence', ({ userId, online }) => userId === another.id && online);
    visit.close();
    await blocker.next('presence', ({ userId, online }) => userId === another.id && !online);
    expect(
      new Set(
        blocker
          .all('presence')
          .slice(heard)
          .map(({ userId }) => userId),
      ),
    ).toEqual(new Set([another.id]));
  });

  test('is not told to sockets that know only the document, in the room or not', async () => {
    const plain = await sockets.plainInside(pair.consultant, pair.conversation.id);
    const watcher = await sockets.as(pair.consultant);
    await sockets.as(pair.patient);
    await watcher.next('presence', ofPatient);
    await plain.settled();
    expect(plain.all('presence')).toEqual([]);
  });

  test('stands in the inbox of the other one', async () => {
    const path = `/chat/conversations?consultantId=${pair.consultant.id}&expand=presence`;
    const online = async () => (await pair.consultant.ask('GET', path)).body[0].online;
    expect(await online()).toBe(false);
    const client = await sockets.plainInside(pair.patient, pair.conversation.id);
    expect(await online()).toBe(true);
    client.close();
    await expect.poll(online).toBe(false);
  });
});
