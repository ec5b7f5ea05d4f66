import { setTimeout as sleep } from 'node:timers/promises';
import type { Running } from '../arena.ts';
import { enter, type Joined, leave } from '../guests.ts';
import type { BenchPair } from '../people.ts';
import { type Cost, percentile, startCounting } from './compare.ts';
import { sendSteadily } from './messages.ts';

export interface Hops extends Cost {
  /** From the sender to the other, in milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** How many did not come. */
  readonly wrong: number;
}

const CANDIDATE = {
  candidate: 'candidate:842163049 1 udp 1677729535 192.0.2.17 46154 typ srflx raddr 10.0.0.17 rport 46154',
  sdpMid: '0',
  sdpMLineIndex: 0,
};
const SDP = 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=ice-ufrag:abcd\r\n';
const SETTLE_MS = 2_000;
const PATIENCE_MS = 30_000;

/**
 * So many people a second call the other one, who declines at once. Each pair calls once; the first second, in which
 * connections to the database are made and their statements prepared, counts only for what is wrong.
 */
export async function measureRings(
  running: Running,
  pairs: readonly BenchPair[],
  perS: number,
): Promise<Hops> {
  const joined = await enter(running, pairs);
  const delays: number[] = [];
  const dueAt = new Map<string, number>();
  let heard = 0;
  let ended = 0;
  for (const [place, { pair, patient, consultant }] of joined.entries()) {
    consultant.on('call:incoming', () => {
      heard += 1;
      const delay = performance.now() - (dueAt.get(pair.conversationId) ?? Number.NaN);
      if (place >= perS) delays.push(delay);
      consultant.emit('call:reject', { toUserId: pair.patient.id });
    });
    patient.on('call:rejected', () => {
      ended += 1;
    });
  }
  let count = startCounting(running);
  await new Promise<void>((resolve) => {
    const stop = sendSteadily(perS, (index, due) => {
      if (index === perS) count = startCounting(running);
      const one = joined[index];
      if (one === undefined) {
        stop();
        resolve();
        return;
      }
      const { conversationId, consultant } = one.pair;
      dueAt.set(conversationId, due);
      one.patient.emit('call:initiate', { toUserId: consultant.id, conversationId, callType: 'video' });
    });
  });
  const cost = count(pairs.length - perS);
  await sleep(SETTLE_MS);
  leave(joined);
  return {
    ...cost,
    p50: percentile(delays, 0.5),
    p99: percentile(delays, 0.99),
    wrong: pairs.length - heard + (pairs.length - ended),
  };
}

/**
 * ICE candidates of calls, so many a second over all pairs.
 *
 * @param answered whether the calls have been taken, or ring still
 */
export async function measureCandidates(
  running: Running,
  pairs: readonly BenchPair[],
  { perS, seconds, answered }: { perS: number; seconds: number; answered: boolean },
): Promise<Hops> {
  const joined = await enter(running, pairs);
  const delays: number[] = [];
  const due = joined.map((): number[] => []);
  await Promise.all(joined.map((one) => ring(one, answered)));
  for (const [index, { consultant }] of joined.entries()) {
    consultant.on('webrtc:ice-candidate', () => {
      delays.push(performance.now() - (due[index]?.shift() ?? Number.NaN));
    });
  }
  let sent = 0;
  const count = startCounting(running);
  const stop = sendSteadily(perS, (number, dueAt) => {
    const index = number % joined.length;
    const { patient, pair } = joined[index] as (typeof joined)[number];
    due[index]?.push(dueAt);
    sent += 1;
    patient.emit('webrtc:ice-candidate', { toUserId: pair.consultant.id, candidate: CANDIDATE });
  });
  await sleep(seconds * 1_000);
  stop();
  const cost = count(sent);
  await sleep(SETTLE_MS);
  await Promise.all(joined.map(hangUp));
  leave(joined);
  const wrong = sent - delays.length;
  return { ...cost, p50: percentile(delays, 0.5), p99: percentile(delays, 0.99), wrong };
}

/** Candidates of one call that are sent in one breath: how long until the other has the last of them, in milliseconds. */
export async function measureBurst(running: Running, pair: BenchPair, count: number): Promise<number> {
  const [joined] = await enter(running, [pair]);
  if (joined === undefined) throw new Error('nobody has come');
  const { patient, consultant } = joined;
  await ring(joined, true);
  let missing = count;
  const all = new Promise<void>((resolve, reject) => {
    setTimeout(() => reject(new Error(`${missing} of ${count} candidates do not come`)), PATIENCE_MS).unref();
    consultant.on('webrtc:ice-candidate', () => {
      missing -= 1;
      if (missing === 0) resolve();
    });
  });
  const startedAt = performance.now();
  for (let sent = 0; sent < count; sent += 1) {
    patient.emit('webrtc:ice-candidate', { toUserId: pair.consultant.id, candidate: CANDIDATE });
  }
  await all;
  const ms = performance.now() - startedAt;
  await hangUp(joined);
  leave([joined]);
  return ms;
}

/** The patient calls; where the consultant takes it, offer and answer have passed. */
async function ring({ pair, patient, consultant }: Joined, isTaken: boolean): Promise<void> {
  const rings = consultant.next('call:incoming');
  const { conversationId } = pair;
  patient.emit('call:initiate', { toUserId: pair.consultant.id, conversationId, callType: 'video' });
  await rings;
  if (!isTaken) return;
  const taken = patient.next('call:accepted');
  consultant.emit('call:accept', { toUserId: pair.patient.id });
  await taken;
  const offered = consultant.next('webrtc:offer');
  patient.emit('webrtc:offer', { toUserId: pair.consultant.id, offer: { type: 'offer', sdp: SDP } });
  await offered;
  const answered = patient.next('webrtc:answer');
  consultant.emit('webrtc:answer', { toUserId: pair.patient.id, answer: { type: 'answer', sdp: SDP } });
  await answered;
}

async function hangUp({ pair, patient, consultant }: Joined): Promise<void> {
  const ended = consultant.next('call:ended');
  patient.emit('call:end', { toUserId: pair.consultant.id });
  await ended;
}
