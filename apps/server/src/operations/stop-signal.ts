type End = () => void;

/**
 * The wish to stop, heard from the first moment: as process 1 of a container a signal that nobody listens to is not
 * delivered at all. So this file imports nothing and is loaded before everything else. The first signal counts, in
 * whatever phase the server is; a second one, as npm forwards it, changes nothing.
 */
export class StopSignal {
  #end: End;
  #isStopping = false;

  /** @param end what a stop means until something else is said */
  constructor(end: End) {
    this.#end = end;
    const stop = (): void => {
      if (this.#isStopping) return;
      this.#isStopping = true;
      this.#end();
    };
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop);
  }

  /** From now on a stop means this. Must not be called after an await that a stop could have ended. */
  endWith(end: End): void {
    if (!this.#isStopping) this.#end = end;
  }
}
