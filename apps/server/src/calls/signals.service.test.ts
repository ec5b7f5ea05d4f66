import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { countStatements } from '../../test/support/statements.ts';
import type { ChatSocket } from '../realtime/chat-socket.ts';
import type { Device } from './rules/call-record.ts';
import { type BenchPair, CallBench } from './testing/call-bench.ts';
import { type CallNode } from './testing/call-node.ts';
import { World } from './testing/world.ts';

const OFFER = { type: 'offer', sdp: 'v=0\r\na=ice-ufrag:offers\r\n' } as const;
const ANSWER = { type: 'answer', sdp: 'v=0\r\na=ice-ufrag:answers\r\n' } as const;
const NO_SOCKET = {} as ChatSocket;

let bench: CallBench;
let world: World;
let pair: BenchPair;
let here: CallNode;
let there: CallNode;
let ada: Device;
let ben: Device;

beforeAll(async () => {
  bench = await CallBench.open();
}, 60_000);
afterAll(() => bench.close());
beforeEach(async () => {
  pair = await bench.pair();
  world = new World();
  [here, there] = [bench.node(world), bench.node(world)];
  ada = world.connect(pair.patient.id);
  ben = world.connect(pair.consultant.id, { deviceId: 'the phone of Ben' });
});
afterEach(() => {
  for (const node of [here, there]) node.kill();
});

const toBen = () => ({ toUserId: pair.consultant.id });
const toAda = () => ({ toUserId: pair.patient.id });
const numbered = (number: number) => ({ candidate: `candidate:${number} 1 udp 1 192.0.2.1 9 typ host` });
const send = (number: number) =>
  here.signals.pass(NO_SOCKET, toBen(), { kind: 'candidate', by: ada, candidate: numbered(number) });
const sendMany = (count: number) => Promise.all(Array.from({ length: count }, (_, number) => send(number)));
const heardBy = (device: Device) =>
  world
    .heardBy(device)
    .filter(({ event }) => event === 'webrtc:ice-candidate')
    .map(({ payload }) => Number(/candidate:(\d+)/.exec(payload.candidate.candidate)?.[1]));
const inOrder = (count: number) => Array.from({ length: count }, (_, number) => number);

async function talk(): Promise<void> {
  await here.initiate(ada, pair.conversation);
  await here.calls.accept(ben, toAda());
  await here.signals.pass(NO_SOCKET, toBen(), { kind: 'offer', by: ada, offer: OFFER });
  await here.signals.pass(NO_SOCKET, toAda(), { kind: 'answer', by: ben, answer: ANSWER });
}

describe('candidates', () => {
  test('of a running call pass without a look at the database, in their order', async () => {
    await talk();
    const asked = countStatements(bench.database.pool);
    await sendMany(200);
    expect(asked()).toBe(0);
    expect(heardBy(ben)).toEqual(inOrder(200));
  });

  test('that come while it rings are kept together, and pass in their order once it is answered', async () => {
    await here.initiate(ada, pair.conversation);
    const asked = countStatements(bench.database.pool);
    await sendMany(50);
    expect(asked()).toBeLessThanOrEqual(2);
    await here.calls.accept(ben, toAda());
    await here.signals.pass(NO_SOCKET, toBen(), { kind: 'offer', by: ada, offer: OFFER });
    await here.signals.pass(NO_SOCKET, toAda(), { kind: 'answer', by: ben, answer: ANSWER });
    expect(heardBy(ben)).toEqual(inOrder(50));
  });

  test('one that is refused costs the others nothing', async () => {
    await talk();
    const strange = world.connect(pair.patient.id, { deviceId: 'another one' });
    const refused = here.signals.pass(NO_SOCKET, toBen(), {
      ...{ kind: 'candidate', by: strange, candidate: numbered(7) },
    });
    const passed = send(0);
    await expect(refused).rejects.toMatchObject({ code: 'answered_elsewhere' });
    await passed;
    expect(heardBy(ben)).toEqual([0]);
  });

  test('go to where the other device is since it came back over another node', async () => {
    await talk();
    await send(0);
    there.depart(ben, false);
    const back = world.connect(pair.consultant.id, { deviceId: 'the phone of Ben' });
    there.arrive(back);
    await expect
      .poll(async () => (await here.store.findLiveOf(ada.userId))?.call.callee.socketId)
      .toBe(back.socketId);
    await send(1);
    expect(heardBy(back)).toEqual([1]);
  });

  test('after a restart are passed as before', async () => {
    await talk();
    here.kill();
    here = bench.node(world);
    await send(0);
    expect(heardBy(ben)).toEqual([0]);
  });
});

test('media and candidates that come over another node after the call has ended there belong to no call', async () => {
  await talk();
  await send(0);
  await there.calls.end(ben, toAda());
  await expect(send(1)).resolves.toBeUndefined();
  expect(heardBy(ben)).toEqual([0]);
});
