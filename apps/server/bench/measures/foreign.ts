import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'redis';
import { type RealRedis, startRealRedis } from '../../test/cluster/real-redis.ts';
import type { Arena, Running } from '../arena.ts';
import { enter, leave } from '../guests.ts';
import type { BenchPair } from '../people.ts';
import { startCounting } from './compare.ts';
import { measureSteady, sendSteadily } from './messages.ts';

/** What one node says to the others while its people write to each other. */
export interface Said {
  readonly events: readonly Buffer[];
  /** How many messages they tell of. */
  readonly messages: number;
  /** Bytes for each message. */
  readonly bytes: number;
}

/** What a node spends on messages of people who are on other nodes. */
export interface Hearing {
  /** Milliseconds of the node for each of them, and for each message of its own people. */
  readonly foreignMs: number;
  readonly ownMs: number;
  /** Cores that it spends on all of them together. */
  readonly cores: number;
}

/** All that the nodes tell each other of one namespace goes here. */
const CHANNEL = 'socket.io#/chat#';
const WARM_UP_MS = 1_500;

/** Lets people write on a node of its own and takes down, byte by byte, what it says to the others meanwhile. */
export async function overhear(
  arena: Arena,
  pairs: readonly BenchPair[],
  perS: number,
  seconds: number,
): Promise<Said> {
  const redis = await startRealRedis();
  const running = await arena.start('ours, PostgreSQL', { env: { REDIS_URL: redis.url } });
  const ear = createClient({ url: redis.url });
  await ear.connect();
  const events: Buffer[] = [];
  await ear.sSubscribe(CHANNEL, (said: Buffer) => void events.push(said), true);
  await measureSteady(arena, running, pairs, { perS, seconds });
  await ear.close();
  await running.stop();
  await redis.stop();
  const messages = events.filter((event) => event.includes('"new_message"')).length;
  const bytes = events.reduce((sum, event) => sum + event.length, 0) / messages;
  return { events, messages, bytes };
}

/**
 * A node with people of its own, who do nothing, beside as many nodes as there would have to be: what those say is said
 * by one voice, again and again. Then the node's own people write, and nobody else does.
 */
export async function measureHearing(
  arena: Arena,
  pairs: readonly BenchPair[],
  said: Said,
  { others, perS, seconds }: { others: number; perS: number; seconds: number },
): Promise<Hearing> {
  const redis = await startRealRedis();
  const running = await arena.start('ours, PostgreSQL', { env: { REDIS_URL: redis.url } });
  const joined = await enter(running, pairs);
  const idle = await costOf(running, seconds, () => () => {});
  const voice = await speak(redis);
  const eventsPerS = (others * perS * said.events.length) / said.messages;
  const foreign = await costOf(running, seconds, () =>
    sendSteadily(eventsPerS, (index) => voice.say(said.events[index % said.events.length] as Buffer)),
  );
  await voice.end();
  leave(joined);
  const own = await measureSteady(arena, running, pairs, { perS, seconds });
  await running.stop();
  await redis.stop();
  return {
    foreignMs: ((foreign - idle) * 1_000) / (others * perS),
    ownMs: own.serverMs,
    cores: foreign - idle,
  };
}

async function costOf(running: Running, seconds: number, begin: () => () => void): Promise<number> {
  const end = begin();
  await sleep(WARM_UP_MS);
  const count = startCounting(running);
  await sleep(seconds * 1_000);
  const { serverMs } = count(seconds);
  end();
  return serverMs / 1_000;
}

async function speak({ url }: RealRedis): Promise<{ say(event: Buffer): void; end(): Promise<void> }> {
  const client = createClient({ url });
  await client.connect();
  return {
    say: (event) => void client.sendCommand(['SPUBLISH', CHANNEL, event as never]),
    end: () => client.close(),
  };
}
