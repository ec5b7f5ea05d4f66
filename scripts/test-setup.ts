import { afterAll, vi } from 'vitest';

/** How long a test waits for what must happen. A second, the default, is soon over beside a busy neighbour. */
const PATIENCE_MS = 15_000;

const { waitFor } = vi;
vi.waitFor = (callback, options = {}) => {
  const { timeout = PATIENCE_MS, ...others } = typeof options === 'number' ? { timeout: options } : options;
  return waitFor(callback, { timeout, ...others });
};

// Files share their process and what they import: none leaves its clock, its fakes or its spies to the next.
afterAll(() => {
  vi.waitFor = waitFor;
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});
