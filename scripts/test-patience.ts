import { vi } from 'vitest';

/** How long a test waits for what must happen. A second, the default, is soon over beside a busy neighbour. */
const PATIENCE_MS = 15_000;

const { waitFor } = vi;
vi.waitFor = (callback, options = {}) => {
  const { timeout = PATIENCE_MS, ...others } = typeof options === 'number' ? { timeout: options } : options;
  return waitFor(callback, { timeout, ...others });
};
