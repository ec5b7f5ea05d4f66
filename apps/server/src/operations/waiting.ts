interface WaitLog {
  info(details: object, message: string): void;
}

const SAY_AFTER_MS = 3_000;

/** Says for what a start waits, once it takes longer than a person waits without wondering. */
export async function sayWhileWaiting<T>(
  wait: Promise<T>,
  log: WaitLog,
  what: string,
  afterMs = SAY_AFTER_MS,
): Promise<T> {
  const timer = setTimeout(() => log.info({}, what), afterMs);
  try {
    return await wait;
  } finally {
    clearTimeout(timer);
  }
}
