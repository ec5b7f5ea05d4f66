import { afterEach, beforeAll, expect, test } from 'vitest';
import { type RealRedis, startRealRedis } from '../cluster/real-redis.ts';
import { ANSWER, OFFER } from '../support/call-stage.ts';
import { findFreePort } from '../support/free-port.ts';
import { makePair, type Pair } from '../support/people.ts';
import { Sockets, type TestSocket } from '../support/sockets.ts';
import { type Balancer, startBalancer } from './balancer.ts';
import { type BuiltServer, buildServer, endEverything, startBuilt } from './built-server.ts';
import { ChatLoad, expectNothingLostOrDoubled } from './chat-load.ts';
import { type FaultGround, prepareGround } from './ground.ts';

const PAIRS = 10;
const CALLS = 3;
/** Each of a pair says a word about so often. */
const PAUSE_MS = 150;

let ground: FaultGround | undefined;
let redis: RealRedis | undefined;
let balancer: Balancer | undefined;
beforeAll(() => buildServer());
afterEach(async () => {
  await balancer?.close();
  endEverything();
  await redis?.stop();
  await ground?.remove();
});

test('two nodes restarted one after the other: nothing is lost, each reconnects once for each, calls go on', async () => {
  ground = await prepareGround('postgres');
  redis = await startRealRedis();
  const ports = [Number(ground.env.PORT), await findFreePort()];
  const env = { ...ground.env, REDIS_URL: redis.url, TRUST_PROXY: '1' };
  const start = (port: number) => startBuilt({ env: { ...env, PORT: String(port) } });
  const nodes: BuiltServer[] = [];
  for (const port of ports) nodes.push(await start(port));
  balancer = await startBalancer(ports);
  await balancer.knowsAll();

  const [speakers, callers] = [await makePairs(balancer, PAIRS), await makePairs(balancer, CALLS)];
  const sockets = new Sockets(balancer);
  const calls = await Promise.all(callers.map((pair) => talk(sockets, pair)));
  const load = new ChatLoad(speakers, { urls: [balancer.url], retries: true, pauseMs: PAUSE_MS });
  await load.progress(PAIRS * 4);

  const stoppedInMs: number[] = [];
  for (const [index, port] of ports.entries()) {
    const signalledAt = performance.now();
    nodes[index]?.signal('SIGTERM');
    expect(await nodes[index]?.ended).toMatchObject({ code: 0 });
    stoppedInMs.push(Math.round(performance.now() - signalledAt));
    await load.progress(PAIRS * 4);
    nodes[index] = await start(port);
    await balancer.knowsAll();
    await load.progress(PAIRS * 4);
  }
  await load.stop();
  const away = load.absencesMs.map(Math.round).sort((a, b) => a - b);
  const silent = load.silencesMs.map(Math.round).sort((a, b) => a - b);
  process.stdout.write(
    `  rolling restart behind ${balancer.kind}: ${load.acknowledged} acknowledged, stopped in ${stoppedInMs.join(' and ')} ms, ` +
      `away ${away.length} times for ${median(away)} ms (median), ${away.at(-1)} ms at most; ` +
      `without an acknowledgement for ${median(silent)} ms (median), ${silent.at(-1)} ms at most\n`,
  );

  await expectNothingLostOrDoubled(balancer.api, speakers, load);
  expect(Math.max(...load.arrivals)).toBeLessThanOrEqual(1 + ports.length);
  expect(away.length).toBeGreaterThan(0);
  for (const call of calls) await expectGoesOn(call);
  sockets.closeAll();
});

interface RunningCall {
  readonly pair: Pair;
  readonly id: string;
  readonly caller: TestSocket;
  readonly callee: TestSocket;
}

/** One after the other: many who sign up at once are told to wait. */
async function makePairs(server: { readonly api: string }, count: number): Promise<Pair[]> {
  const pairs: Pair[] = [];
  while (pairs.length < count) pairs.push(await makePair(server));
  return pairs;
}

/** Two people in a call, on devices that come back and say who they are. */
async function talk(sockets: Sockets, pair: Pair): Promise<RunningCall> {
  const { patient, consultant, conversation } = pair;
  const enter = async (person: Pair['patient']): Promise<TestSocket> => {
    const auth = { token: person.token, deviceId: `device of ${person.role}`, client: 'sdk/1' };
    const device = sockets.start({
      auth,
      reconnection: true,
      reconnectionDelay: 50,
      reconnectionDelayMax: 200,
    });
    device.socket.on('connect', () => void device.join(conversation.id, person).catch(() => {}));
    await device.next('joined_conversation');
    return device;
  };
  const [caller, callee] = [await enter(patient), await enter(consultant)];
  const { data } = await caller.ask('call:initiate', {
    ...{ toUserId: consultant.id, conversationId: conversation.id, callType: 'video' },
  });
  await callee.next('call:incoming');
  await callee.ask('call:accept', { toUserId: patient.id });
  await caller.next('call:accepted');
  await caller.ask('webrtc:offer', { toUserId: consultant.id, offer: OFFER });
  await callee.ask('webrtc:answer', { toUserId: patient.id, answer: ANSWER });
  return { pair, id: data.callId, caller, callee };
}

/** Nobody was told of an end, the log has it as active, and what one side says of its media reaches the other. */
async function expectGoesOn({ pair, id, caller, callee }: RunningCall): Promise<void> {
  for (const device of [caller, callee]) expect(device.all('call:ended')).toEqual([]);
  const { body } = await pair.patient.ask('GET', '/chat/calls');
  expect(body.calls).toEqual([expect.objectContaining({ id, status: 'active' })]);
  const media = { audio: true, video: false, screen: false };
  await caller.ask('call:media', { toUserId: pair.consultant.id, callId: id, ...media });
  expect(await callee.next('call:media')).toMatchObject(media);
  expect(caller.all('connect').length).toBeLessThanOrEqual(3);
}

function median(sorted: readonly number[]): number | undefined {
  return sorted[Math.floor(sorted.length / 2)];
}
