import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createDatabase, startTestServer } from '../../../../apps/server/test/support/test-server.ts';
import { until } from '../../src/index.ts';
import {
  bothReceive,
  type Caller,
  Callers,
  callIn,
  connect,
  connected,
  leftOpen,
  NOTHING,
  outcomeAt,
} from '../support/callers.ts';
import { FrameProxy } from '../support/frame-proxy.ts';
import { serverHere } from '../support/server-here.ts';

const here = serverHere();
const callers = new Callers(here);
let proxy: FrameProxy;

beforeAll(async () => {
  proxy = await FrameProxy.before(here.server.port);
});
afterEach(() => {
  callers.closeAll();
  proxy.judge = () => 'pass';
  proxy.isDown = false;
});
afterAll(() => proxy.close());

const pairBehindProxy = () => callers.pair({ url: proxy.url });
/** The patient's connection to the server is gone until `comeBack`. */
async function loseServer({ client }: Caller): Promise<void> {
  proxy.isDown = true;
  proxy.cut();
  await until(client.connection, ({ status }) => status !== 'connected');
}
async function comeBack({ client }: Caller): Promise<void> {
  proxy.isDown = false;
  await connected(client);
}

describe('a connection to the server that is lost', () => {
  test('while it rings here is back before anyone has noticed', async () => {
    const { pat, con, pair } = await pairBehindProxy();
    con.calls.place({ conversationId: pair.conversation.id, type: 'video' });
    await callIn(pat, 'incoming');
    await loseServer(pat);
    await comeBack(pat);
    (await callIn(pat, 'incoming')).accept();
    await bothReceive(pat, con, ['audio', 'video']);
    expect(leftOpen(pat)).toEqual({ peers: 1, tracks: 2, tones: [] });
  });

  test('while it rings here, and the caller gives up meanwhile, leaves nothing ringing', async () => {
    const { pat, con, pair } = await pairBehindProxy();
    const placed = con.calls.place({ conversationId: pair.conversation.id, type: 'video' });
    await callIn(pat, 'incoming');
    await loseServer(pat);
    placed.end();
    await comeBack(pat);
    expect(await outcomeAt(pat)).toMatchObject({ kind: expect.stringMatching(/^(cancelled|missed)$/) });
    expect(leftOpen(pat)).toEqual(NOTHING);
  });

  test('at the caller while it rings there, and who is called accepts meanwhile, connects both', async () => {
    const { pat, con, pair } = await pairBehindProxy();
    pat.calls.place({ conversationId: pair.conversation.id, type: 'video' });
    const incoming = await callIn(con, 'incoming');
    await callIn(pat, 'ringing');
    await loseServer(pat);
    incoming.accept();
    await callIn(con, 'connecting');
    await comeBack(pat);
    await Promise.all([callIn(pat, 'live'), callIn(con, 'live')]);
    await bothReceive(pat, con, ['audio', 'video']);
  });

  test('with every signal that was on its way does not keep the two from connecting', async () => {
    const { pat, con, pair } = await pairBehindProxy();
    pat.calls.place({ conversationId: pair.conversation.id, type: 'video' });
    const incoming = await callIn(con, 'incoming');
    await callIn(pat, 'ringing');
    const lost = new Promise<void>((resolve) => {
      proxy.judge = (text, direction) => {
        if (direction !== 'to-server' || !text.includes('webrtc:')) return 'pass';
        resolve();
        return 'drop';
      };
    });
    incoming.accept();
    await lost;
    await loseServer(pat);
    proxy.judge = () => 'pass';
    await comeBack(pat);
    await Promise.all([callIn(pat, 'live'), callIn(con, 'live')]);
    await bothReceive(pat, con, ['audio', 'video']);
  });

  test('in a live call interrupts nothing, and the call can be hung up afterwards', async () => {
    const { pat, con, pair } = await pairBehindProxy();
    const { placed, incoming } = await connect(pat, con, pair.conversation.id);
    const phases: string[] = [];
    for (const { state } of [placed, incoming]) state.subscribe(() => phases.push(state.get().phase));
    await loseServer(pat);
    await bothReceive(pat, con, ['audio', 'video']);
    await comeBack(pat);
    await bothReceive(pat, con, ['audio', 'video']);
    expect(phases).toEqual([]);
    incoming.end();
    expect(await outcomeAt(pat)).toEqual({ kind: 'hung-up', by: 'other' });
  });

  test('does not keep a call that was hung up without it from ending at the other side', async () => {
    const { pat, con, pair } = await pairBehindProxy();
    const { placed } = await connect(pat, con, pair.conversation.id);
    await loseServer(pat);
    placed.end();
    expect(leftOpen(pat)).toEqual(NOTHING);
    await comeBack(pat);
    expect(await outcomeAt(con)).toEqual({ kind: 'hung-up', by: 'other' });
  });
});

describe('a way between the two that is lost', () => {
  test('is found again by the same peers', async () => {
    const { pat, con, pair } = await callers.pair();
    const { placed, incoming } = await connect(pat, con, pair.conversation.id);
    const since = incoming.state.get().liveSince;
    for (const { platform } of [pat, con]) platform.peers[0]?.lose('failed');
    expect([placed, incoming].map(({ state }) => state.get().phase)).toEqual([
      'reconnecting',
      'reconnecting',
    ]);
    await Promise.all([callIn(pat, 'live'), callIn(con, 'live')]);
    await bothReceive(pat, con, ['audio', 'video']);
    expect([pat.platform.peers.length, con.platform.peers.length]).toEqual([1, 1]);
    expect(incoming.state.get().liveSince).toBe(since);
  });
});

describe('a page that is loaded anew', () => {
  const reload = async (old: Caller): Promise<Caller> => {
    old.platform.hidePage();
    proxy.isDown = true;
    proxy.cut();
    old.client.disconnect();
    old.platform.destroy();
    proxy.isDown = false;
    const { person, deviceId, memory } = old;
    return callers.open(person, { url: proxy.url, deviceId, memory });
  };

  test.each(['the caller', 'the callee'])('in a live call goes on with it (%s)', async (who) => {
    const { pat, con, pair } = await pairBehindProxy();
    const [from, to] = who === 'the caller' ? [pat, con] : [con, pat];
    await connect(from, to, pair.conversation.id);
    const since = con.calls.current.get()?.state.get().liveSince;
    await bothReceive(pat, con, ['audio', 'video']);
    const away = callIn(con, 'reconnecting');
    const fresh = await reload(pat);
    expect((await away).state.get()).toMatchObject({ phase: 'reconnecting' });
    await Promise.all([callIn(fresh, 'live'), callIn(con, 'live')]);
    await bothReceive(fresh, con, ['audio', 'video']);
    expect(con.calls.current.get()?.state.get().liveSince).toBe(since);
    expect([con.platform.openPeers.length, fresh.platform.openPeers.length]).toEqual([1, 1]);
    con.calls.current.get()?.end();
    expect(await outcomeAt(fresh)).toEqual({ kind: 'hung-up', by: 'other' });
  });

  test('while it rings at the other side rings on', async () => {
    const { pat, con, pair } = await pairBehindProxy();
    pat.calls.place({ conversationId: pair.conversation.id, type: 'video' });
    await callIn(con, 'incoming');
    await callIn(pat, 'ringing');
    const fresh = await reload(pat);
    await callIn(fresh, 'ringing');
    (await callIn(con, 'incoming')).accept();
    await bothReceive(fresh, con, ['audio', 'video']);
  });
});

describe('a server that is started anew', () => {
  test('finds the live call as it was', async () => {
    const database = await createDatabase();
    const first = await startTestServer({}, database);
    const own = new Callers({ server: first });
    const { pat, con, pair } = await own.pair();
    const { placed } = await connect(pat, con, pair.conversation.id);
    await first.close();
    const second = await startTestServer({ PORT: String(first.port) }, database);
    try {
      await bothReceive(pat, con, ['audio', 'video']);
      await Promise.all([connected(pat.client), connected(con.client)]);
      expect(placed.state.get().phase).toBe('live');
      placed.end();
      expect(await outcomeAt(con)).toEqual({ kind: 'hung-up', by: 'other' });
    } finally {
      own.closeAll();
      await second.close();
      await database.remove();
    }
  });
});

describe('a ring that nobody answers', () => {
  test('is over for both at its end', async () => {
    const hasty = await startTestServer({ CALL_RING_TIMEOUT_MS: '1000' });
    const own = new Callers({ server: hasty });
    try {
      const { pat, con, pair } = await own.pair();
      pat.calls.place({ conversationId: pair.conversation.id, type: 'video' });
      await callIn(con, 'incoming');
      expect(await outcomeAt(pat)).toEqual({ kind: 'no-answer' });
      expect(await outcomeAt(con)).toEqual({ kind: 'missed' });
      expect([leftOpen(pat), leftOpen(con)]).toEqual([NOTHING, NOTHING]);
      await until(con.calls.log.state, ({ missedCount }) => missedCount === 1);
    } finally {
      own.closeAll();
      await hasty.close();
    }
  });
});
