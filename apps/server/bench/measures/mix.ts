import { setTimeout as sleep } from 'node:timers/promises';
import type { Running } from '../arena.ts';
import type { Load, ServerAndDatabase } from '../capacity/model.ts';
import { enter, type Joined, leave } from '../guests.ts';
import type { BenchPair } from '../people.ts';
import { startCounting } from './compare.ts';
import { sendSteadily } from './messages.ts';

const CONTENT = 'x'.repeat(100);
const SETTLE_MS = 3_000;

export interface Mixed {
  readonly cores: ServerAndDatabase;
  /** Messages and rings that did not come to the other. */
  readonly missing: number;
}

/** People who write, people who ring and decline, and people who do nothing, all on one node at the same time. */
export async function measureMix(
  running: Running,
  pairs: readonly BenchPair[],
  { sockets, messagesPerS, ringsPerS }: Load,
  seconds: number,
): Promise<Mixed> {
  const joined = await enter(running, pairs.slice(0, sockets / 2));
  const half = Math.floor(joined.length / 2);
  const writers = countMessages(joined.slice(0, half));
  const ringers = countRings(joined.slice(half));
  await sleep(SETTLE_MS);
  const stops = [
    messagesPerS > 0 ? sendSteadily(messagesPerS, writers.act) : () => {},
    ringsPerS > 0 ? sendSteadily(ringsPerS, ringers.act) : () => {},
  ];
  await sleep(SETTLE_MS);
  const count = startCounting(running);
  await sleep(seconds * 1_000);
  const { serverMs, postgresMs } = count(seconds * 1_000);
  for (const stop of stops) stop();
  await sleep(SETTLE_MS);
  const missing = writers.missing() + ringers.missing();
  leave(joined);
  return { cores: { server: serverMs, database: postgresMs }, missing };
}

interface Activity {
  act(index: number): void;
  missing(): number;
}

function countMessages(joined: readonly Joined[]): Activity {
  let [sent, heard] = [0, 0];
  for (const { consultant } of joined) {
    consultant.on('new_message', () => {
      heard += 1;
    });
  }
  return {
    act: (index) => {
      const { patient, pair } = joined[index % joined.length] as Joined;
      sent += 1;
      patient.emit('send_message', {
        conversationId: pair.conversationId,
        content: CONTENT,
        senderType: 'patient',
      });
    },
    missing: () => sent - heard,
  };
}

function countRings(joined: readonly Joined[]): Activity {
  let [placed, ended] = [0, 0];
  for (const { patient, consultant, pair } of joined) {
    consultant.on('call:incoming', () => consultant.emit('call:reject', { toUserId: pair.patient.id }));
    patient.on('call:rejected', () => {
      ended += 1;
    });
  }
  return {
    act: (index) => {
      // Who was declined too often has to pause: each pair rings once.
      const one = joined[index];
      if (one === undefined) throw new Error('there are not enough pairs to ring for so long');
      placed += 1;
      const { conversationId, consultant } = one.pair;
      one.patient.emit('call:initiate', { toUserId: consultant.id, conversationId, callType: 'video' });
    },
    missing: () => placed - ended,
  };
}
