/**
 * How a `DataLoader` gathers what is asked while the loop goes round once, to ask the database once: what came over many
 * connections at the same time belongs together. It remembers nothing.
 */
export const IN_ONE_BREATH = {
  cache: false,
  maxBatchSize: 500,
  batchScheduleFn: (ask: () => void): void => void setImmediate(ask),
} as const;
