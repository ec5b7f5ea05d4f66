import type { PastCall } from '../calls/past-call.ts';

export interface CallDay {
  /** Names the day: the same for all its calls, in the time zone of the device. */
  readonly key: string;
  readonly when: Date;
  readonly calls: readonly PastCall[];
}

/** Calls, newest first, as days with their calls. */
export function byDay(calls: readonly PastCall[]): CallDay[] {
  const days = new Map<string, { key: string; when: Date; calls: PastCall[] }>();
  for (const call of calls) {
    const when = new Date(call.at);
    const key = `${when.getFullYear()}-${when.getMonth() + 1}-${when.getDate()}`;
    const day = days.get(key) ?? { key, when, calls: [] };
    day.calls.push(call);
    days.set(key, day);
  }
  return [...days.values()];
}
