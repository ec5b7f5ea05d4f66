import { API_BASE, ENDPOINTS } from '@jiggy-care/protocol/words';
import { useSyncExternalStore } from 'react';

/** Clocks of devices are a little off; only what would put an appointment on the wrong side of its time counts. */
const TOLERANCE_MS = 60_000;
const TICK_MS = 30_000;

let offsetMs = 0;
let current = Date.now();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** How far the device is behind the server, given the server's `Date`, which knows whole seconds; 0 for a trifle. */
export function offsetOf(serverDate: string | null, deviceNow: number): number {
  const told = serverDate === null ? Number.NaN : Date.parse(serverDate);
  const offset = told - deviceNow;
  return Number.isNaN(offset) || Math.abs(offset) < TOLERANCE_MS ? 0 : offset;
}

/** Looks at the server's clock: the device's own may be hours off, and appointments are kept by the server's. */
export async function readServerClock(): Promise<void> {
  const answer = await fetch(API_BASE + ENDPOINTS.health.path, {
    method: 'HEAD',
    cache: 'no-store',
    credentials: 'omit',
  });
  offsetMs = offsetOf(answer.headers.get('date'), Date.now());
  tick();
}

/** The time by the server's clock, as far as it is known. Milliseconds since 1970. */
export function serverNow(): number {
  return Date.now() + offsetMs;
}

/** `serverNow`, drawn anew while time passes. */
export function useServerNow(): number {
  return useSyncExternalStore(subscribe, () => current);
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) {
    current = serverNow();
    timer = setInterval(tick, TICK_MS);
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) clearInterval(timer);
  };
}

function tick(): void {
  current = serverNow();
  for (const listener of [...listeners]) listener();
}
