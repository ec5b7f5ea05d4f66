import { afterAll, beforeAll, expect, test } from 'vitest';
import { offerOf } from '../rules/testing/call-fixtures.ts';
import { CallBench } from '../testing/call-bench.ts';
import { World } from '../testing/world.ts';

let bench: CallBench;
beforeAll(async () => {
  bench = await CallBench.open();
}, 60_000);
afterAll(() => bench.close());

test('moves that do not wait for each other happen, and are told, in their order', async () => {
  const { patient, consultant, conversation } = await bench.pair();
  const world = new World();
  const node = bench.node(world);
  const [ada, ben] = [world.connect(patient.id), world.connect(consultant.id)];
  const offer = (by: typeof ada) =>
    node.moves.between(ada.userId, ben.userId, (calls) =>
      calls.apply(() => calls.find(), { kind: 'offer', by, offer: offerOf('x') }),
    );
  await node.initiate(ada, conversation);
  world.sent.length = 0;
  const done = await Promise.all([
    node.calls.accept(ben, { toUserId: ada.userId }),
    offer(ada),
    offer(ben),
    offer(ada),
    node.calls.end(ada, { toUserId: ben.userId }),
    offer(ben),
  ]);
  expect(done.map((call) => call?.status)).toEqual([
    'active',
    'active',
    'active',
    'active',
    'ended',
    undefined,
  ]);
  const sockets = [ada.socketId, ben.socketId];
  expect(world.sent.filter(({ to }) => sockets.includes(to)).map(({ event }) => event)).toEqual([
    'call:connected',
    'call:stop-ringing',
    'call:accepted',
    'webrtc:offer',
    'webrtc:offer',
    'webrtc:offer',
    'call:ended',
  ]);
  node.kill();
});
