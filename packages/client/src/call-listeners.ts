interface Surroundings {
  reportError?(thrown: unknown): void;
  queueMicrotask(task: () => void): void;
}

/**
 * Calls every listener, as they are now. What one of them throws is no fault of whoever brings the news, nor of the
 * other listeners: it is reported as the surroundings report what nobody catches.
 */
export function callListeners<P extends unknown[]>(
  listeners: Iterable<(...payload: P) => void>,
  ...payload: P
): void {
  for (const listener of [...listeners]) {
    try {
      listener(...payload);
    } catch (thrown) {
      report(thrown);
    }
  }
}

function report(thrown: unknown): void {
  const surroundings = globalThis as unknown as Surroundings;
  if (surroundings.reportError !== undefined) surroundings.reportError(thrown);
  else
    surroundings.queueMicrotask(() => {
      throw thrown;
    });
}
