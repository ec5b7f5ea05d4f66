import { describe, expect, test } from 'vitest';
import { ChatError } from './errors.ts';
import { FakeDesktop, FakeVault } from './testing/fake-platform.ts';
import { FakeServer, OTHER_PATIENT, PATIENT, RECORD } from './testing/fake-server.ts';
import { makeClient, openClient, shown } from './testing/make-client.ts';

describe('connecting', () => {
  test('mount, unmount and mount again, as strict mode does, make one socket', async () => {
    const { client, server, platform } = makeClient();
    const first = client.connect();
    first();
    const second = client.connect();
    client.connect();
    await platform.clock.pass(5_000);
    expect(server.links).toHaveLength(1);
    expect(client.connection.get()).toMatchObject({ status: 'connected', transport: 'socket' });
    second();
    second();
    await platform.clock.pass(5_000);
    expect(server.live).toHaveLength(1);
  });

  test('the last release closes the socket a moment later, and leaves no listener behind', async () => {
    const { client, server, platform } = makeClient();
    const release = client.connect();
    await platform.clock.pass(100);
    release();
    release();
    expect(server.live).toHaveLength(1);
    await platform.clock.pass(1_000);
    expect(server.live).toHaveLength(0);
    expect(platform.network.listeners).toBe(0);
    expect(client.connection.get().status).toBe('idle');
    await platform.clock.pass(60_000);
    expect(platform.clock.waiting).toBe(0);
  });

  test('it never gives up, and comes back at once when the device wakes', async () => {
    const { client, server, platform } = makeClient();
    server.isDown = true;
    client.connect();
    await platform.clock.pass(3_600_000);
    const tries = server.asked.length;
    expect(tries).toBeGreaterThan(100);
    expect(client.connection.get()).toMatchObject({
      status: 'reconnecting',
      reason: { code: 'unreachable' },
    });
    expect((client.connection.get().retryAt ?? 0) - platform.clock.now()).toBeLessThanOrEqual(30_000);
    server.isDown = false;
    platform.network.wake();
    await platform.clock.pass(10);
    expect(client.connection.get().status).toBe('connected');
  });

  test('a network that goes is seen at once, not after a heartbeat', async () => {
    const { client, server, platform } = await openClient();
    server.isDown = true;
    platform.network.goOffline();
    expect(client.connection.get().status).toBe('offline');
    server.isDown = false;
    platform.network.wake();
    await platform.clock.pass(10);
    expect(client.connection.get()).toMatchObject({ status: 'connected', transport: 'socket' });
    expect(server.live).toHaveLength(1);
  });

  test('a refused handshake is tried once more with a fresh token', async () => {
    const wishes: boolean[] = [];
    const getToken = ({ fresh }: { fresh: boolean }) => {
      wishes.push(fresh);
      return fresh ? PATIENT.id : 'old';
    };
    const { client, platform } = makeClient({ auth: { kind: 'token', getToken } });
    client.connect();
    await platform.clock.pass(50);
    expect(client.connection.get().status).toBe('connected');
    expect(wishes).toContain(true);
  });

  test('where even a fresh token is refused, it says that nobody is signed in and stops trying', async () => {
    let told = 0;
    const auth = { kind: 'token' as const, getToken: () => 'bad', onUnauthorized: () => (told += 1) };
    const { client, server, platform } = makeClient({ auth });
    client.connect();
    await platform.clock.pass(600_000);
    expect(client.connection.get().status).toBe('signed-out');
    expect(told).toBe(1);
    expect(server.asked.length).toBeLessThan(6);
  });

  test('a token that ends is renewed on the living socket', async () => {
    const { server, platform } = await openClient();
    server.tellAll('auth:expiring', { expiresAt: new Date(platform.clock.now() + 60_000).toISOString() });
    await platform.clock.pass(10);
    expect(server.asked).toContain('auth:renew');
    expect(server.links).toHaveLength(1);
  });

  test('where sockets are blocked, messages go and come over REST', async () => {
    const server = new FakeServer();
    server.socketsBlocked = true;
    const { client, conversation, platform } = await openClient({ server });
    conversation.send('by REST');
    await platform.clock.pass(10_000);
    expect(client.connection.get()).toMatchObject({ status: 'connected', transport: 'rest' });
    expect(shown(conversation)).toEqual(['by REST: sent']);
    server.write('and back');
    await platform.clock.pass(5_000);
    expect(shown(conversation)).toEqual(['by REST: sent', 'and back: sent']);
    conversation.markRead({ upTo: 'm2' });
    await platform.clock.pass(1_000);
    expect(server.messages[1]?.isRead).toBe(true);
    server.socketsBlocked = false;
    await platform.clock.pass(31_000);
    expect(client.connection.get().transport).toBe('socket');
  });
});

describe('after a gap', () => {
  test('it joins again and asks for what changed since its cursor, reads too', async () => {
    const { server, conversation, platform } = await openClient();
    conversation.send('mine');
    await platform.clock.pass(100);
    server.write('before');
    await platform.clock.pass(100);
    server.isDown = true;
    server.cut();
    server.write('missed');
    server.read(['m1'], 'c1');
    expect(conversation.messages.get()).toMatchObject({ status: 'ready', isStale: true });
    await platform.clock.pass(60_000);
    expect(shown(conversation)).toEqual(['mine: sent', 'before: sent']);
    server.isDown = false;
    server.asked.length = 0;
    await platform.clock.pass(31_000);
    expect(shown(conversation)).toEqual(['mine: read', 'before: sent', 'missed: sent']);
    expect(server.asked.filter((what) => /join|changes|messages$/.test(what))).toEqual([
      'join_conversation',
      'GET /chat/conversations/conv/changes',
    ]);
  });

  test('where its cursor is not known any more it starts anew from the newest page', async () => {
    const { server, conversation, platform } = await openClient();
    for (let index = 1; index <= 60; index += 1) server.write(`line ${index}`);
    await platform.clock.pass(100);
    server.cut();
    server.forgetCursors();
    server.write('newest');
    await platform.clock.pass(31_000);
    const { items, hasOlder, isStale } = conversation.messages.get();
    expect(items).toHaveLength(50);
    expect(items.at(-1)?.content).toBe('newest');
    expect({ hasOlder, isStale }).toEqual({ hasOlder: true, isStale: false });
  });

  test('an event that was lost is found by the inbox, which knows of a later message', async () => {
    const { server, conversation, platform, client } = await openClient();
    for (const link of server.live) link.joined = false;
    server.write('unheard');
    await platform.clock.pass(100);
    expect(shown(conversation)).toEqual(['unheard: sent']);
    expect(client.inbox.state.get().totalUnread).toBe(1);
  });

  test('older pages are added below, each once, down to the first', async () => {
    const server = new FakeServer();
    for (let index = 1; index <= 130; index += 1) server.write(`line ${index}`);
    const { conversation } = await openClient({ server });
    expect(conversation.messages.get()).toMatchObject({ hasOlder: true });
    await Promise.all([conversation.loadOlder(), conversation.loadOlder()]);
    expect(conversation.messages.get().items).toHaveLength(100);
    expect(await conversation.loadUntil('m1')).toBe(true);
    const { items, hasOlder } = conversation.messages.get();
    expect(items.map(({ seq }) => seq)).toEqual(Array.from({ length: 130 }, (_, index) => index + 1));
    expect(hasOlder).toBe(false);
  });
});

describe('sending', () => {
  test('an answer that is lost leaves it sending, and it is stored once', async () => {
    const { server, conversation, platform, client } = await openClient();
    for (const link of server.live) link.joined = false;
    server.refuse = () => undefined;
    server.losesAnswers = true;
    const store = server.messages;
    conversation.send('only once');
    await platform.clock.pass(0);
    server.losesAnswers = false;
    await platform.clock.pass(40_000);
    expect(store).toHaveLength(1);
    expect(shown(conversation)).toEqual(['only once: sent']);
    expect(client.outbox.hasUnsent).toBe(false);
  });

  test('a server that asks to wait is waited for, and the order holds', async () => {
    const { server, conversation, platform } = await openClient();
    let refusals = 2;
    server.refuse = (event) =>
      event === 'send_message' && refusals-- > 0
        ? new ChatError('rate_limited', 'slow down', { retryAfterMs: 5_000 })
        : undefined;
    conversation.send('first');
    conversation.send('second');
    await platform.clock.pass(4_900);
    expect(shown(conversation)).toEqual(['first: queued', 'second: queued']);
    await platform.clock.pass(30_000);
    expect(shown(conversation)).toEqual(['first: sent', 'second: sent']);
  });

  test('what is refused for good stays, the rest goes on, and the writer decides', async () => {
    const { server, conversation, platform } = await openClient();
    server.refuse = (_event, { content }) =>
      content === 'bad'
        ? new ChatError('validation_failed', 'not like this', { retryable: false })
        : undefined;
    const key = conversation.send('bad');
    conversation.send('good');
    await platform.clock.pass(1_000);
    expect(shown(conversation)).toEqual(['good: sent', 'bad: failed']);
    expect(conversation.messages.get().items[1]?.failure).toMatchObject({
      code: 'validation_failed',
      retryable: false,
    });
    server.refuse = () => undefined;
    conversation.retry(key);
    await platform.clock.pass(1_000);
    expect(shown(conversation)).toEqual(['good: sent', 'bad: sent']);
    expect(conversation.messages.get().items[1]?.key).toBe(key);
  });

  test('a failed message can be taken away', async () => {
    const { server, conversation, platform, client } = await openClient();
    server.refuse = (event) =>
      event === 'send_message' ? new ChatError('validation_failed', 'no') : undefined;
    const key = conversation.send('never mind');
    await platform.clock.pass(1_000);
    expect(client.outbox.hasUnsent).toBe(true);
    expect(conversation.discard(key)).toBe(true);
    expect(shown(conversation)).toEqual([]);
    expect(client.outbox.hasUnsent).toBe(false);
  });

  test('what the server would refuse is refused while one looks at it', async () => {
    const { conversation } = await openClient();
    for (const text of ['', '  \n', 'nul \u0000', '\ud83d', 'x'.repeat(10_001)])
      expect(() => conversation.send(text)).toThrow(expect.objectContaining({ code: 'validation_failed' }));
    expect(() => conversation.send('😀'.repeat(10_000))).not.toThrow();
  });

  test('a cancelled booking closes the conversation for writing, and a new date opens it', async () => {
    const { server, conversation, platform } = await openClient();
    expect(conversation.writability.get()).toEqual({ canWrite: true });
    server.changeBooking({ status: 'cancelled' });
    await platform.clock.pass(10);
    expect(conversation.writability.get()).toEqual({ canWrite: false, reason: 'booking_cancelled' });
    server.changeBooking({ status: 'scheduled' });
    await platform.clock.pass(10);
    expect(conversation.writability.get()).toEqual({ canWrite: true });
  });

  test('a refusal because of a block closes the conversation for writing, until it is loaded anew', async () => {
    const { server, conversation, platform } = await openClient();
    server.refuse = (event) =>
      event === 'send_message' ? new ChatError('not_available', 'This person is not available') : undefined;
    conversation.send('Are you there?');
    await platform.clock.pass(10);
    expect(conversation.writability.get()).toEqual({ canWrite: false, reason: 'not_available' });
    server.tellAll('conversation_updated', server.entry());
    await platform.clock.pass(10);
    expect(conversation.writability.get().canWrite).toBe(false);
    server.cut();
    await platform.clock.pass(31_000);
    expect(conversation.writability.get()).toEqual({ canWrite: true });
  });

  test('whoever blocks a person cannot write to them, until the block is lifted', async () => {
    const { client, conversation } = await openClient();
    const patientId = conversation.details.get()?.other.id ?? '';
    await client.blocks.add(patientId);
    expect(conversation.writability.get()).toEqual({ canWrite: false, reason: 'not_available' });
    await client.blocks.remove(patientId);
    expect(conversation.writability.get()).toEqual({ canWrite: true });
  });

  test('leaving the conversation does not keep its messages from being sent', async () => {
    const { server, conversation, close, platform } = await openClient();
    server.isDown = true;
    server.cut();
    conversation.send('later');
    close();
    await platform.clock.pass(60_000);
    server.isDown = false;
    await platform.clock.pass(31_000);
    expect(server.messages.map(({ content }) => content)).toEqual(['later']);
  });
});

describe('reading', () => {
  test('marks are gathered, only of what the other wrote and was unread', async () => {
    const { server, conversation, platform, client } = await openClient();
    for (let index = 1; index <= 5; index += 1) server.write(`line ${index}`);
    conversation.send('mine');
    await platform.clock.pass(100);
    expect(conversation.unread.get()).toBe(5);
    server.asked.length = 0;
    conversation.markRead(['m1']);
    conversation.markRead(['m1', 'm2', 'm6', 'unknown']);
    conversation.markRead({ upTo: 'm4' });
    expect(conversation.unread.get()).toBe(1);
    await platform.clock.pass(1_000);
    expect(server.asked.filter((what) => what === 'mark_read')).toHaveLength(1);
    expect(server.messages.map(({ isRead }) => isRead)).toEqual([true, true, true, true, false, false]);
    expect(conversation.unread.get()).toBe(1);
    expect(client.inbox.state.get().totalUnread).toBe(1);
  });

  test('what was read while offline is told when there is a way', async () => {
    const { server, conversation, platform } = await openClient();
    server.write('seen offline');
    await platform.clock.pass(10);
    server.isDown = true;
    server.cut();
    conversation.markRead(['m1']);
    await platform.clock.pass(5_000);
    server.isDown = false;
    await platform.clock.pass(40_000);
    expect(server.messages[0]?.isRead).toBe(true);
    expect(conversation.unread.get()).toBe(0);
  });
});

describe('the inbox', () => {
  test('tells of each new message of the other person once', async () => {
    const { server, client, platform, conversation } = await openClient();
    const arrived: string[] = [];
    client.inbox.onArrival(({ message, entry }) => arrived.push(`${entry.other.name}: ${message.content}`));
    server.write('one');
    conversation.send('mine');
    await platform.clock.pass(100);
    server.cut();
    server.write('two');
    await platform.clock.pass(31_000);
    expect(arrived).toEqual(['Con: one', 'Con: two']);
  });

  test('follows the messages of a room it is in, before it is told how the entry stands', async () => {
    const { server, client, platform, conversation } = await openClient();
    const arrived: string[] = [];
    client.inbox.onArrival(({ message }) => arrived.push(message.content));
    server.tellsInboxesLater = true;
    server.write('one');
    server.write('two');
    await platform.clock.pass(10);
    const [entry] = client.inbox.state.get().entries;
    expect(entry).toMatchObject({ lastMessage: { content: 'two' }, unreadCount: 2 });
    conversation.send('mine');
    await platform.clock.pass(10);
    expect(client.inbox.state.get()).toMatchObject({
      totalUnread: 2,
      entries: [{ lastMessage: { content: 'mine' } }],
    });
    server.tellAll('conversation_updated', server.entry());
    await platform.clock.pass(10);
    expect(client.inbox.state.get()).toMatchObject({
      totalUnread: 2,
      entries: [{ lastMessage: { content: 'mine' } }],
    });
    expect(arrived).toEqual(['one', 'two']);
  });

  test('who comes online while the first page is on its way is online in it', async () => {
    const server = new FakeServer();
    const { client, platform } = makeClient({
      server,
      own: {
        http: async (url, request) => {
          const page = await server.http(url, request);
          if (!url.includes('/chat/conversations?')) return page;
          const told = (await page.text()).replaceAll('"online":true', '"online":false');
          server.tellAll('presence', { userId: 'c1', online: true, lastSeenAt: null });
          return { ...page, text: async () => told };
        },
      },
    });
    client.connect();
    await platform.clock.pass(50);
    expect(client.inbox.state.get().entries).toMatchObject([{ id: RECORD.id, online: true }]);
  });

  test('a page that was asked for before the connection stood is asked for again', async () => {
    let answer = () => {};
    let pages = 0;
    const server = new FakeServer();
    const { client, platform } = makeClient({
      server,
      own: {
        http: async (url, request) => {
          const page = await server.http(url, request);
          if (!url.includes('/chat/conversations?')) return page;
          pages += 1;
          if (pages > 1) return page;
          const old = (await page.text()).replaceAll('"online":true', '"online":false');
          await new Promise<void>((resolve) => {
            answer = resolve;
          });
          return { ...page, text: async () => old };
        },
      },
    });
    await client.session.restore();
    void client.inbox.refresh();
    await platform.clock.pass(10);
    client.connect();
    await platform.clock.pass(50);
    answer();
    await platform.clock.pass(50);
    expect(client.inbox.state.get().entries).toMatchObject([{ id: RECORD.id, online: true }]);
  });

  test('a new name of the other person shows in the entry and in the conversation, and is no arrival', async () => {
    const { client, server, conversation } = await openClient();
    server.write('Hello');
    let arrivals = 0;
    client.inbox.onArrival(() => {
      arrivals += 1;
    });
    const name = 'Con Stant';
    server.tellAll('conversation_updated', {
      ...server.entry(),
      consultant: { id: RECORD.consultantId, name },
    });
    expect(client.inbox.state.get().entries.map(({ other }) => other.name)).toEqual([name]);
    expect(conversation.details.get()?.other.name).toBe(name);
    expect(arrivals).toBe(0);
  });

  test('presence shows in the entry and in the conversation', async () => {
    const { server, client, conversation } = await openClient();
    server.tellAll('presence', { userId: 'c1', online: false, lastSeenAt: '2026-01-14T09:00:00.000Z' });
    expect(conversation.online.get()).toBe(false);
    expect(client.inbox.state.get().entries[0]).toMatchObject({
      online: false,
      lastSeenAt: '2026-01-14T09:00:00.000Z',
    });
  });
});

describe('typing', () => {
  test('keystrokes make few signals, and a pause ends them', async () => {
    const { server, conversation, platform } = await openClient();
    server.asked.length = 0;
    for (let second = 0; second < 6; second += 0.5) {
      conversation.typing.set(true);
      await platform.clock.pass(500);
    }
    expect(server.asked.filter((what) => what === 'typing_start')).toHaveLength(2);
    await platform.clock.pass(3_000);
    expect(server.asked.filter((what) => what === 'typing_stop')).toHaveLength(1);
  });

  test('a typist of whom nothing more is heard is forgotten', async () => {
    const { server, conversation, platform } = await openClient();
    server.tellRoom('user_typing', { userId: 'c1', userType: 'consultant', conversationId: RECORD.id });
    expect(conversation.typists.get()).toHaveLength(1);
    await platform.clock.pass(12_000);
    expect(conversation.typists.get()).toHaveLength(0);
  });
});

describe('a device of one’s own', () => {
  const cookie = { kind: 'cookie' as const };

  async function trusted(server: FakeServer, vault: FakeVault) {
    server.cookie = PATIENT.id;
    server.refreshable = PATIENT;
    const made = await openClient({ server, auth: cookie, own: { vault } });
    await made.client.device.trust(true);
    return made;
  }

  test('nothing is kept unless the person says so', async () => {
    const vault = new FakeVault();
    const server = new FakeServer();
    server.cookie = PATIENT.id;
    const { conversation, platform, client } = await openClient({ server, auth: cookie, own: { vault } });
    server.isDown = true;
    server.cut();
    conversation.send('secret');
    await platform.clock.pass(5_000);
    expect(vault.texts.size).toBe(0);
    expect(client.outbox.losesOnLeave).toBe(true);
  });

  test('after a reload without network all is there, and what was unsent is sent once, in order', async () => {
    const vault = new FakeVault();
    const server = new FakeServer();
    const before = await trusted(server, vault);
    server.write('from before');
    await before.platform.clock.pass(2_000);
    server.isDown = true;
    server.cut();
    for (const text of ['one', 'two', 'three']) before.conversation.send(text);
    expect(before.client.outbox.losesOnLeave).toBe(false);
    await before.platform.clock.pass(2_000);
    before.client.disconnect();

    const { client, conversation, platform } = await openClient({ server, auth: cookie, own: { vault } });
    expect(client.session.state.get()).toMatchObject({
      status: 'signed-in',
      user: PATIENT,
      isConfirmed: false,
    });
    expect(client.inbox.state.get()).toMatchObject({ isStale: true, entries: [{ id: RECORD.id }] });
    expect(shown(conversation)).toEqual(['from before: sent', 'one: queued', 'two: queued', 'three: queued']);
    expect(conversation.messages.get().isStale).toBe(true);
    server.isDown = false;
    await platform.clock.pass(31_000);
    expect(server.messages.map(({ content }) => content)).toEqual(['from before', 'one', 'two', 'three']);
    expect(shown(conversation)).toEqual(['from before: sent', 'one: sent', 'two: sent', 'three: sent']);
    expect([...vault.texts.keys()].filter((key) => key.includes('unsent'))).toEqual([]);
  });

  test('what was stored a moment before a reload without network is there', async () => {
    const vault = new FakeVault();
    const server = new FakeServer();
    const before = await trusted(server, vault);
    await before.platform.clock.pass(2_000);
    before.conversation.send('just now');
    await before.platform.clock.pass(0);
    expect(shown(before.conversation)).toEqual(['just now: sent']);
    server.isDown = true;
    server.cut();
    before.client.disconnect();

    const { conversation } = await openClient({ server, auth: cookie, own: { vault } });
    expect(shown(conversation)).toEqual(['just now: sent']);
  });

  test('signing out leaves nothing, and the next person finds nothing', async () => {
    const vault = new FakeVault();
    const server = new FakeServer();
    const { client, conversation, platform } = await trusted(server, vault);
    server.write('private');
    conversation.draft.set('half a thought');
    await platform.clock.pass(2_000);
    expect(vault.texts.size).toBeGreaterThan(0);
    await client.session.signOut();
    await platform.clock.pass(2_000);
    expect([...vault.texts]).toEqual([]);
    expect(shown(conversation)).toEqual([]);
    expect(client.connection.get().status).toBe('signed-out');

    await client.session.signIn({ email: OTHER_PATIENT.email, password: 'x' });
    await platform.clock.pass(100);
    expect(client.connection.get().status).toBe('connected');
    expect(client.inbox.state.get().entries).toEqual([]);
    expect(client.conversation(RECORD.id)).not.toBe(conversation);
    expect(client.conversation(RECORD.id).draft.get()).toBe('');
    expect(() => conversation.send('in whose name?')).toThrow(ChatError);
  });

  test('another person who signs in after a session that ended finds nothing, and the unsent is gone', async () => {
    const vault = new FakeVault();
    const server = new FakeServer();
    const { client, conversation, platform } = await trusted(server, vault);
    server.write('private');
    await platform.clock.pass(2_000);
    server.isDown = true;
    server.cut();
    conversation.send('unsent');
    server.isDown = false;
    server.cookie = undefined;
    server.refreshable = undefined;
    await platform.clock.pass(31_000);
    expect(client.session.state.get()).toMatchObject({ status: 'signed-out', reason: 'ended' });
    const left = [...vault.texts.keys()];
    expect(left.some((key) => key.includes('unsent'))).toBe(true);
    expect(left.some((key) => key.includes('recent') || key.includes('inbox'))).toBe(false);

    await client.session.signIn({ email: OTHER_PATIENT.email, password: 'x' });
    await platform.clock.pass(5_000);
    expect([...vault.texts]).toEqual([]);
    expect(server.messages.map(({ content }) => content)).toEqual(['private']);
    expect(client.outbox.hasUnsent).toBe(false);
  });

  test('the same person who signs in again finds what was unsent, and it is sent', async () => {
    const vault = new FakeVault();
    const server = new FakeServer();
    const { client, conversation, platform } = await trusted(server, vault);
    server.isDown = true;
    server.cut();
    conversation.send('unsent');
    server.isDown = false;
    server.cookie = undefined;
    server.refreshable = undefined;
    await platform.clock.pass(31_000);
    await client.session.signIn({ email: PATIENT.email, password: 'x' });
    await platform.clock.pass(5_000);
    expect(server.messages.map(({ content }) => content)).toEqual(['unsent']);
    expect(shown(conversation)).toEqual(['unsent: sent']);
  });

  test('a sign-out while offline is made up for at the next start, before anything is shown', async () => {
    const vault = new FakeVault();
    const server = new FakeServer();
    const { client } = await trusted(server, vault);
    server.isDown = true;
    await client.session.signOut();
    expect([...vault.texts.keys()]).toEqual(['sign-out-pending']);
    client.disconnect();

    const { client: next, platform } = makeClient({ server, auth: cookie, own: { vault } });
    next.connect();
    await platform.clock.pass(1_000);
    expect(next.session.state.get().status).toBe('unknown');
    server.isDown = false;
    await platform.clock.pass(31_000);
    expect(next.session.state.get()).toMatchObject({ status: 'signed-out' });
    expect(server.cookie).toBeUndefined();
    expect(vault.texts.size).toBe(0);
  });

  test('a device that cannot keep things says so', async () => {
    const vault = new FakeVault();
    const { client, conversation, server, platform } = await trusted(new FakeServer(), vault);
    vault.isBroken = true;
    server.isDown = true;
    server.cut();
    conversation.send('where to?');
    await platform.clock.pass(10);
    expect(client.device.isTrusted.get()).toBe(false);
    expect(client.outbox.losesOnLeave).toBe(true);
  });
});

describe('two windows of one browser', () => {
  const cookie = { kind: 'cookie' as const };

  test('another person who signs in in one is not acted for in the other', async () => {
    const server = new FakeServer();
    server.cookie = PATIENT.id;
    const desktop = new FakeDesktop();
    const first = await openClient({ server, auth: cookie, own: { windows: desktop.openWindow() } });
    const second = makeClient({ server, auth: cookie, own: { windows: desktop.openWindow() } });
    await second.client.session.signIn({ email: OTHER_PATIENT.email, password: 'x' });
    await first.platform.clock.pass(100);
    expect(first.client.session.state.get()).toMatchObject({ status: 'signed-out', reason: 'other-person' });
    expect(shown(first.conversation)).toEqual([]);
    expect(first.client.connection.get().status).toBe('signed-out');
  });

  test('they renew the cookie once, not each for itself', async () => {
    const server = new FakeServer();
    server.refreshable = PATIENT;
    const desktop = new FakeDesktop();
    const windows = [0, 1, 2].map(() =>
      makeClient({ server, auth: cookie, own: { windows: desktop.openWindow() } }),
    );
    for (const { client } of windows) client.connect();
    for (const { platform } of windows) await platform.clock.pass(100);
    expect(server.asked.filter((what) => what === 'POST /auth/refresh')).toHaveLength(1);
    for (const { client } of windows) expect(client.connection.get().status).toBe('connected');
  });
});
