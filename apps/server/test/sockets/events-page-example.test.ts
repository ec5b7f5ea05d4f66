import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Broadcast } from '../../src/realtime/broadcast.ts';
import type { ChatNamespace } from '../../src/realtime/chat-socket.ts';
import { ageSession, tokenEndingIn } from '../support/access-tokens.ts';
import { makePair, type Pair } from '../support/people.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

/* What people copy from the page of socket events, executed as it stands against the server that shows it. */

let server: TestServer;
let pair: Pair;
let running: Socket | undefined;

beforeAll(async () => {
  server = await startTestServer();
});
beforeEach(async () => {
  pair = await makePair(server);
  await ageSession(server, pair.patient);
});
afterEach(() => {
  running?.close();
});
afterAll(() => server.close());

/** The first example of the page, without its import. */
async function example(): Promise<string> {
  const page = await (await fetch(`${server.api}/api-docs/events`)).text();
  const [, code = ''] = /<pre><code>(import .*?)<\/code><\/pre>/s.exec(page) ?? [];
  return code
    .replaceAll('&#39;', "'")
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replace(/^import .*$/m, '');
}

/** Runs the example with these tokens, one after the other, and tells what the server says and is told. */
async function run(...tokens: string[]) {
  const left = [...tokens];
  const heard: string[] = [];
  const globals = {
    io: (url: string, options: object) => {
      running = io(url, { ...options, forceNew: true });
      running.onAny((event) => heard.push(event));
      running.onAnyOutgoing((event) => heard.push(event));
      running.on('connect', () => heard.push('connect'));
      return running;
    },
    current: () => left[0],
    refresh: async () => {
      left.shift();
      return left[0];
    },
    conversationId: pair.conversation.id,
    userId: pair.patient.id,
    console: { warn: (...words: unknown[]) => heard.push(words.join(' ')) },
  };
  new Function(...Object.keys(globals), await example())(...Object.values(globals));
  return { heard, left };
}

const tokenOf = (seconds: number) => tokenEndingIn(server, pair.patient, seconds);
const connected = () => {
  const { namespace } = server.app.get(Broadcast) as unknown as { namespace: ChatNamespace };
  return [...namespace.sockets.values()];
};

describe('the example of the events page', () => {
  test('connects and joins', async () => {
    const { heard } = await run(await tokenOf(600));
    await expect.poll(() => heard).toContain('joined_conversation');
  });

  test('gets over a token that expired before it connected', async () => {
    const { heard } = await run(await tokenOf(-600), await tokenOf(600));
    await expect.poll(() => heard).toContain('joined_conversation');
    expect(heard.indexOf('Unauthorized')).toBeGreaterThanOrEqual(0);
  });

  test('renews a token that ends soon', async () => {
    const { heard, left } = await run(await tokenOf(30), await tokenOf(600));
    await expect.poll(() => heard).toContain('auth:renewed');
    expect(left).toHaveLength(1);
  });

  test('comes back, with a new token, after the server has ended its connection', async () => {
    const { heard, left } = await run(await tokenOf(600), await tokenOf(601));
    await expect.poll(() => heard).toContain('joined_conversation');
    for (const socket of connected()) socket.disconnect(true);
    await expect.poll(() => heard.filter((event) => event === 'joined_conversation')).toHaveLength(2);
    expect(left).toHaveLength(1);
  });
});
