import { timerMs } from '../durations.ts';
import type { Clock, Http, HttpReply, Network, Platform } from './platform.ts';
import { makeUuid } from './uuid.ts';

/** What every JavaScript of today has, named here because the core knows neither the DOM nor Node. */
interface Surroundings {
  fetch(url: string, init: object): Promise<HttpReply>;
  setTimeout(action: () => void, ms: number): unknown;
  clearTimeout(timer: unknown): void;
  readonly AbortController: new () => { readonly signal: unknown; abort(): void };
  readonly crypto?: { randomUUID?(): string; getRandomValues?(bytes: Uint8Array): unknown };
}

const surroundings = globalThis as unknown as Surroundings;

/** A clock on the timers of the machine. */
const realClock: Clock = {
  now: () => Date.now(),
  after: (ms, action) => {
    const timer = surroundings.setTimeout(action, timerMs(ms));
    return () => surroundings.clearTimeout(timer);
  },
};

/** Requests by the global `fetch`, looked up at each one, so that it may be replaced later. */
const fetchHttp: Http = async (url, { timeoutMs, leavesBody, ...init }) => {
  const control = new surroundings.AbortController();
  const cancel = realClock.after(timeoutMs, () => control.abort());
  try {
    const reply = await surroundings.fetch(url, { ...init, cache: 'no-store', signal: control.signal });
    // The deadline covers the body too: it can stall as well as the head.
    if (leavesBody) return reply;
    const text = await reply.text();
    return { status: reply.status, headers: reply.headers, text: async () => text };
  } finally {
    if (!leavesBody) cancel();
  }
};

const alwaysOnline: Network = {
  isOnline: () => true,
  onWake: () => () => {},
  onOffline: () => () => {},
};

/**
 * A platform for Node, React Native and every other place with `fetch` and timers.
 *
 * @param own what you know better: the network state of the phone, a vault in its keychain
 */
export function standardPlatform(own: Partial<Platform> = {}): Platform {
  const random = own.random ?? (() => Math.random());
  return {
    http: fetchHttp,
    clock: realClock,
    random,
    uuid: () => makeUuid(surroundings.crypto, random),
    network: alwaysOnline,
    ...own,
  };
}
