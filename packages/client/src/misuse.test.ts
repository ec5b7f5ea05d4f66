import { expect, onTestFinished, test, vi } from 'vitest';
import type { ChatClientOptions } from './chat-client.ts';
import { createCalls } from './create-calls.ts';
import { createChatClient } from './create-chat-client.ts';
import { ChatError } from './errors.ts';
import { consoleLogger, type LogEntry } from './logger.ts';
import { browserPlatform } from './platform/browser.ts';
import type { CallPlatform } from './platform/call-platform.ts';
import { FakeServer, RECORD } from './testing/fake-server.ts';
import { makeClient, openClient } from './testing/make-client.ts';

const url = 'https://care.example.org';
const auth = { kind: 'cookie' };
const invalid = (sentence: string) =>
  expect.objectContaining({ code: 'invalid_options', message: expect.stringContaining(sentence) });

test.each([
  [undefined, 'needs {url, auth}'],
  [null, 'needs {url, auth}'],
  [{}, 'needs a url'],
  [{ auth }, 'needs a url'],
  [{ url: new URL(url), auth }, 'needs a url'],
  [{ url }, "auth is {kind: 'cookie'}"],
  [{ url, auth: 'abc' }, "auth is {kind: 'cookie'}"],
  [{ url, auth: { kind: 'jwt', token: 'abc' } }, "auth is {kind: 'cookie'}"],
  [{ url, auth: { kind: 'token', token: 'abc' } }, 'needs a function getToken'],
  [{ url, auth: { kind: 'session', store: {} } }, 'has load and save'],
  [{ url, auth, platform: browserPlatform }, 'call it'],
  [{ url, auth, platform: {} }, 'call it'],
  [{ url, auth, deviceId: '' }, '1 to 64 characters'],
  [{ url, auth, deviceId: 'x'.repeat(65) }, '1 to 64 characters'],
  [{ url, auth, logger: console }, 'logger is a function'],
])('a client that cannot work is not made, and says what it lacks: %j', (options, sentence) => {
  expect(() => createChatClient(options as unknown as ChatClientOptions)).toThrow(invalid(sentence));
});

test('an address with a path is none', () => {
  const options = { url: `${url}/chat`, auth: { kind: 'cookie' as const } };
  expect(() => createChatClient(options)).toThrow(expect.objectContaining({ code: 'validation_failed' }));
});

test('calls without a platform are not made', () => {
  const client = createChatClient({ url, auth: { kind: 'cookie' } });
  for (const platform of [undefined, {}, () => {}])
    expect(() => createCalls(client, platform as unknown as CallPlatform)).toThrow(invalid('browserCalls()'));
});

test('what is no id, no text and no function is told at once', async () => {
  const { client, conversation } = await openClient();
  const bad = undefined as unknown as string;
  expect(() => client.conversation(bad)).toThrow(invalid('named by its id'));
  expect(() => client.conversation('')).toThrow(invalid('named by its id'));
  expect(() => conversation.send(bad)).toThrow(invalid('the text'));
  expect(() => conversation.draft.set(bad)).toThrow(invalid('a text'));
  expect(() => conversation.markRead('m1' as unknown as string[])).toThrow(invalid('a list of ids'));
  await expect(client.inbox.open(bad)).rejects.toEqual(invalid('the id of a booking'));
  await expect(client.session.signIn(bad as never)).rejects.toMatchObject({ code: 'invalid_options' });
  await expect(client.session.register(bad as never)).rejects.toMatchObject({ code: 'invalid_options' });
  expect(() => client.connection.subscribe(bad as never)).toThrow(TypeError);
  expect(() => client.inbox.onArrival(bad as never)).toThrow(TypeError);
});

test('a listener of the page that throws stops neither the client nor another listener', async () => {
  const reported: unknown[] = [];
  vi.stubGlobal('reportError', (thrown: unknown) => reported.push(thrown));
  onTestFinished(() => void vi.unstubAllGlobals());
  const { client, conversation, server, platform } = await openClient();
  const broken = () => {
    throw new Error('a fault of the page');
  };
  const texts: string[] = [];
  conversation.messages.subscribe(broken);
  client.inbox.onArrival(broken);
  client.inbox.onArrival(({ message }) => texts.push(message.content));
  server.write('hello');
  await platform.clock.pass(100);
  expect(texts).toEqual(['hello']);
  await expect(client.session.signOut()).resolves.toBeUndefined();
  expect(reported).not.toEqual([]);
});

test('what is no id of a conversation cannot be written to, and is not asked for again', async () => {
  const server = new FakeServer();
  server.refuse = (event) =>
    event === 'join_conversation' ? new ChatError('validation_failed', 'must be a UUID') : undefined;
  const { conversation, platform } = await openClient({ server });
  expect(conversation.messages.get()).toMatchObject({ status: 'failed' });
  expect(conversation.writability.get()).toEqual({ canWrite: false, reason: 'not_found' });
  server.asked.length = 0;
  await platform.clock.pass(600_000);
  expect(server.asked.filter((what) => what === 'join_conversation')).toEqual([]);
});

test('marks reach from one message to another, and no further', async () => {
  const { server, conversation, platform } = await openClient();
  for (let index = 1; index <= 6; index += 1) server.write(`line ${index}`);
  await platform.clock.pass(100);
  conversation.markRead({ from: 'm3', upTo: 'm4' });
  conversation.markRead({ from: 'not loaded', upTo: 'm6' });
  conversation.markRead({ from: 'm6', upTo: 'not loaded' });
  await platform.clock.pass(1_000);
  expect(server.messages.map(({ isRead }) => isRead)).toEqual([false, false, true, true, false, false]);
});

test('a logger hears what is done, and nothing that anybody has written or may not see', async () => {
  const entries: LogEntry[] = [];
  const server = new FakeServer();
  const { client, platform } = makeClient({ server, logger: (entry) => entries.push(entry) });
  client.connect();
  const conversation = client.conversation(RECORD.id);
  conversation.open();
  await platform.clock.pass(100);
  conversation.send('my diagnosis');
  server.write('and the cure');
  await client.directory.search('Haddad').catch(() => {});
  await platform.clock.pass(100);
  server.cut();
  const told = JSON.stringify(entries);
  for (const secret of ['diagnosis', 'cure', 'Haddad', 'Bearer', '"Pat"', '"Con"', 'example.org'])
    expect(told).not.toContain(secret);
  const events = entries.map(
    ({ event, details }) => `${event} ${details.name ?? details.step ?? details.status ?? ''}`,
  );
  expect(events).toEqual(
    expect.arrayContaining([
      'request 200',
      'socket connected',
      'connection connected',
      'session signed-in',
      'sent send_message',
      'received new_message',
      'socket closed',
    ]),
  );
  expect(entries.every(({ at }) => at >= Date.UTC(2026, 0, 14, 9))).toBe(true);
  expect(entries.find(({ details }) => details.name === 'send_message')?.details).toMatchObject({
    conversationId: RECORD.id,
  });
});

test('a logger that fails stops nothing', async () => {
  const { client, platform } = makeClient({
    logger: () => {
      throw new Error('disk full');
    },
  });
  client.connect();
  await platform.clock.pass(100);
  expect(client.connection.get().status).toBe('connected');
});

test('the console hears what is important enough', () => {
  const [debug, warn] = [vi.spyOn(console, 'debug'), vi.spyOn(console, 'warn')].map((spy) =>
    spy.mockImplementation(() => {}),
  );
  const log = consoleLogger('warn');
  log({ at: 0, level: 'debug', event: 'sent', details: {} });
  log({ at: 0, level: 'warn', event: 'request', details: { status: 500 } });
  expect(debug).not.toHaveBeenCalled();
  expect(warn).toHaveBeenCalledExactlyOnceWith('1970-01-01T00:00:00.000Z jiggy-care request', {
    status: 500,
  });
  vi.restoreAllMocks();
});
