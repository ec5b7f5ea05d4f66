import { afterEach, expect, test } from 'vitest';
import { startRealRedis } from '../cluster/real-redis.ts';
import { ask } from '../support/api.ts';
import { findFreePort } from '../support/free-port.ts';
import { makePair } from '../support/people.ts';
import { PushServiceDouble } from '../support/push-service.ts';
import { Sockets } from '../support/sockets.ts';
import { type BuiltServer, buildServer, endEverything, startBuilt } from './built-server.ts';
import { prepareGround } from './ground.ts';

const GRACE_MS = 3_000;
const undo: (() => Promise<void>)[] = [];
afterEach(async () => {
  endEverything();
  for (const step of undo.splice(0).reverse()) await step();
});

/** Two nodes, a patient who is reachable on a device alone, and a consultant who is connected to the first node. */
async function prepare() {
  await buildServer();
  const [ground, redis, service] = [
    await prepareGround('postgres'),
    await startRealRedis(),
    await PushServiceDouble.open(),
  ];
  undo.push(
    () => ground.remove(),
    () => redis.stop(),
    () => service.close(),
  );
  const env = {
    ...ground.env,
    REDIS_URL: redis.url,
    PUSH_HOSTS: '127.0.0.1',
    CALL_RECONNECT_GRACE_MS: String(GRACE_MS),
  };
  const first = await startBuilt({ env });
  const second = await startBuilt({ env: { ...env, PORT: String(await findFreePort()) } });
  const { patient, consultant, conversation } = await makePair(first);
  const browser = service.newBrowser();
  await patient.ask('POST', '/push/subscriptions', browser.subscription);
  const comeTo = async (node: BuiltServer) => {
    const sockets = new Sockets(node);
    undo.push(async () => sockets.closeAll());
    return sockets.inside(consultant, conversation.id, { deviceId: 'the phone', client: 'test/1' });
  };
  const initiation = { toUserId: patient.id, conversationId: conversation.id, callType: 'audio' };
  return { service, browser, first, second, comeTo, initiation };
}

test('a ring that a node was sending when it was killed with -9 is sent by the other, and declined there', async () => {
  const { service, browser, first, second, comeTo, initiation } = await prepare();
  const caller = await comeTo(first);
  service.answer = () => 'hang';
  const { data } = await caller.ask('call:initiate', initiation);
  expect(data.reachable).toBe('push');
  await expect.poll(() => service.triesAt(browser), { timeout: 10_000 }).toBe(1);
  first.signal('SIGKILL');
  await first.ended;
  service.answer = () => 201;
  const again = await comeTo(second);
  await expect.poll(() => service.broughtTo(browser).length, { timeout: 30_000 }).toBe(1);
  const [ring] = service.broughtTo(browser);
  expect(ring?.note).toMatchObject({ kind: 'call', callId: data.callId });
  const body = { pushToken: ring?.note.decline?.token };
  const declined = await ask(second.api, 'POST', `/chat/calls/${data.callId}/decline`, { body });
  expect(declined.status).toBe(204);
  expect(await again.next('call:rejected')).toMatchObject({ callId: data.callId, reason: 'Declined' });
});

test('a ring whose caller goes with a killed node is told as missed by the other', async () => {
  const { service, browser, first, comeTo, initiation } = await prepare();
  const caller = await comeTo(first);
  const { data } = await caller.ask('call:initiate', initiation);
  expect((await service.brought(browser)).note.kind).toBe('call');
  first.signal('SIGKILL');
  await first.ended;
  await expect.poll(() => service.broughtTo(browser).length, { timeout: 40_000 }).toBe(2);
  const [, over] = service.broughtTo(browser);
  expect(over?.note).toMatchObject({ kind: 'call-over', callId: data.callId, outcome: 'missed' });
});
