type Later = (action: () => void) => unknown;

// Kept from the start: a test may replace the timers, and a page of jsdom has no `setImmediate`.
const { setImmediate: immediately, setTimeout: afterwards } = globalThis as unknown as {
  readonly setImmediate?: Later;
  readonly setTimeout: Later;
};
const later = immediately ?? afterwards;

/** Lets everything run that waits for nothing from outside. */
export function soon(): Promise<void> {
  return new Promise((resolve) => later(() => resolve()));
}
