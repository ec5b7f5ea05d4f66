/**
 * How a `DataLoader` gathers what is asked in one turn of the loop, to ask the database once; it remembers nothing.
 */
export const IN_ONE_BREATH = { cache: false, maxBatchSize: 500 } as const;
