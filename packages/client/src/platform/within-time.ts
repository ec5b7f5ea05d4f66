import type { Clock } from './platform.ts';

/** Nothing came in time. */
export const LATE = Symbol('late');

/**
 * What an action gives, or {@link LATE} once it took too long: a device may never answer. It goes on, and what it gives
 * or refuses later is not heard.
 */
export function withinTime<T>(clock: Clock, ms: number, action: () => Promise<T>): Promise<T | typeof LATE> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(ms, () => resolve(LATE));
    // Within a promise, so that one who throws instead of rejecting is heard, too.
    new Promise<T>((start) => start(action())).then(resolve, reject).finally(cancel);
  });
}
