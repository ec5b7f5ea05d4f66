import { setTimeout as sleep } from 'node:timers/promises';
import type { Arena, Running } from '../arena.ts';
import { type Connect, enter, type Joined, leave } from '../guests.ts';
import type { BenchPair } from '../people.ts';
import type { Heard } from '../wire-socket.ts';
import { type Cost, percentile, startCounting } from './compare.ts';

export interface Flow extends Cost {
  readonly perS: number;
  /** From the moment it should have been sent to the peer, in milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Messages that did not come, came twice or came in another order, or that were acknowledged and are not stored. */
  readonly wrong: number;
  /** Over all pairs, from beginning to end. */
  readonly sent: number;
  readonly acknowledged: number;
  readonly heard: number;
}

interface Load {
  readonly seconds: number;
  readonly connect?: Connect | undefined;
}

const FILLING = 'x'.repeat(92);
const WARM_UP_MS = 1_500;
const SETTLE_MS = 2_000;

/** One conversation under load: what was sent, and whether the peer hears it once and in order. */
class Talk {
  sent = 0;
  acknowledged = 0;
  heard = 0;
  wrong = 0;
  readonly joined: Joined;
  readonly dueAt: number[] = [];

  constructor(joined: Joined, onHeard: (talk: Talk, delay: number) => void, onSent: (talk: Talk) => void) {
    this.joined = joined;
    joined.patient.on('message_sent', () => {
      this.acknowledged += 1;
      onSent(this);
    });
    joined.consultant.on('new_message', (payload) => {
      const number = numberOf(payload);
      if (number !== this.heard) this.wrong += 1;
      this.heard = number + 1;
      onHeard(this, performance.now() - (this.dueAt.shift() ?? Number.NaN));
    });
  }

  send(dueAt: number): void {
    this.dueAt.push(dueAt);
    const content = String(this.sent).padStart(8, '0') + FILLING;
    this.sent += 1;
    const { conversationId } = this.joined.pair;
    this.joined.patient.emit('send_message', { conversationId, content, senderType: 'patient' });
  }
}

/** The number that the text of a message begins with. */
function numberOf(payload: Heard): number {
  if (typeof payload !== 'string') {
    return Number((payload as { message: { content: string } }).message.content.slice(0, 8));
  }
  const at = payload.indexOf('"content":"') + 11;
  return Number(payload.slice(at, at + 8));
}

/**
 * The patient of each pair sends, and sends anew when its answer and the peer's copy have come.
 *
 * @param window how many may be under way at a time in each conversation
 */
export async function measureThroughput(
  arena: Arena,
  running: Running,
  pairs: readonly BenchPair[],
  { seconds, window = 1, connect }: Load & { window?: number },
): Promise<Flow> {
  const joined = await enter(running, pairs, { connect });
  const delays: number[] = [];
  let isMeasuring = false;
  let isOver = false;
  const next = (talk: Talk) => {
    const underWay = talk.sent - Math.min(talk.acknowledged, talk.heard);
    if (!isOver && underWay < window) talk.send(performance.now());
  };
  const heard = (talk: Talk, delay: number) => {
    if (isMeasuring) delays.push(delay);
    next(talk);
  };
  const before = await countKept(arena, running);
  const talks = joined.map((one) => new Talk(one, heard, next));
  for (const talk of talks) for (let count = 0; count < window; count += 1) talk.send(performance.now());
  await sleep(WARM_UP_MS);
  const count = startCounting(running);
  const startedAt = performance.now();
  isMeasuring = true;
  await sleep(seconds * 1_000);
  isMeasuring = false;
  const cost = count(delays.length);
  const perS = (delays.length * 1_000) / (performance.now() - startedAt);
  isOver = true;
  const wrong = await countUp(arena, running, talks, before);
  leave(joined);
  return {
    ...cost,
    perS,
    p50: percentile(delays, 0.5),
    p99: percentile(delays, 0.99),
    ...wrong,
  };
}

/** So many messages each second over all pairs, whether or not the server keeps up. */
export async function measureSteady(
  arena: Arena,
  running: Running,
  pairs: readonly BenchPair[],
  { seconds, perS, consultantsUrl, connect }: Load & { perS: number; consultantsUrl?: string },
): Promise<Flow> {
  const joined = await enter(running, pairs, { consultantsUrl, connect });
  const delays: number[] = [];
  let isMeasuring = false;
  const before = await countKept(arena, running);
  const talks = joined.map(
    (one) =>
      new Talk(
        one,
        (_talk, delay) => {
          if (isMeasuring) delays.push(delay);
        },
        () => {},
      ),
  );
  const stop = sendSteadily(perS, (index, dueAt) => talks[index % talks.length]?.send(dueAt));
  await sleep(WARM_UP_MS);
  const count = startCounting(running);
  isMeasuring = true;
  await sleep(seconds * 1_000);
  isMeasuring = false;
  const cost = count(delays.length);
  stop();
  const wrong = await countUp(arena, running, talks, before);
  leave(joined);
  return {
    ...cost,
    perS: delays.length / seconds,
    p50: percentile(delays, 0.5),
    p99: percentile(delays, 0.99),
    ...wrong,
  };
}

/** Calls `send` so many times a second, and says when each was due. */
export function sendSteadily(perS: number, send: (index: number, dueAt: number) => void): () => void {
  const startedAt = performance.now();
  let index = 0;
  const tick = (): void => {
    for (;;) {
      const dueAt = startedAt + (index * 1_000) / perS;
      if (dueAt > performance.now()) return;
      send(index, dueAt);
      index += 1;
    }
  };
  const timer = setInterval(tick, 1);
  return () => clearInterval(timer);
}

async function countUp(
  arena: Arena,
  running: Running,
  talks: readonly Talk[],
  keptBefore: number | undefined,
): Promise<Pick<Flow, 'wrong' | 'sent' | 'acknowledged' | 'heard'>> {
  await sleep(SETTLE_MS);
  const sum = (figure: (talk: Talk) => number) => talks.reduce((total, talk) => total + figure(talk), 0);
  const lost = sum(({ sent, heard, acknowledged }) => Math.abs(sent - heard) + Math.abs(sent - acknowledged));
  const kept = await countKept(arena, running);
  const notStored =
    kept === undefined || keptBefore === undefined
      ? 0
      : Math.abs(sum(({ sent }) => sent) - (kept - keptBefore));
  return {
    wrong: sum(({ wrong }) => wrong) + lost + notStored,
    sent: sum(({ sent }) => sent),
    acknowledged: sum(({ acknowledged }) => acknowledged),
    heard: sum(({ heard }) => heard),
  };
}

/** How many messages are stored; not known of one that stores none, or whose database nobody else may open. */
async function countKept(arena: Arena, { contestant }: Running): Promise<number | undefined> {
  if (contestant === 'relay' || contestant === 'ours, embedded') return undefined;
  const table = contestant === 'straightforward' ? 'straightforward.messages' : 'messages';
  const { rows } = await arena.pool.query(`select count(*)::int as count from ${table}`);
  return rows[0].count;
}
