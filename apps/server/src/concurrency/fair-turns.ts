interface Options {
  /** Pieces of work that run at once, for everybody together. */
  readonly atOnce: number;
  /** Of which this many for one key. */
  readonly perKey: number;
  /** Of one key, beside those that run; more are turned away. */
  readonly waitingPerKey: number;
  /** Told how long a piece of work took, in ms: until this is over, the key has one place less. */
  rest?(tookMs: number): Promise<unknown> | undefined;
}

interface Line {
  /** Places taken, by work that runs and by rests. */
  taken: number;
  readonly waiting: (() => void)[];
}

/**
 * Work that waits its turn: a few pieces at once, of each key only some, and the keys one after the other, so that
 * whoever asks for a lot waits for himself and not the others for him.
 */
export class FairTurns {
  private readonly lines = new Map<string, Line>();
  private running = 0;

  constructor(private readonly options: Options) {}

  /**
   * @param turnedAway makes the error for a key that has too much waiting already
   * @throws what the work throws
   */
  async run<T>(key: string, work: () => Promise<T>, turnedAway: () => Error): Promise<T> {
    const line = this.lineOf(key);
    if (this.mayRun(line)) this.begin(line);
    else {
      if (line.waiting.length >= this.options.waitingPerKey) throw turnedAway();
      await new Promise<void>((resolve) => line.waiting.push(resolve));
    }
    const startedAt = performance.now();
    try {
      return await work();
    } finally {
      // What is done with the result at once, as writing it out, belongs to the work.
      setImmediate(() => this.end(key, line, performance.now() - startedAt));
    }
  }

  private lineOf(key: string): Line {
    const known = this.lines.get(key);
    if (known !== undefined) return known;
    const line = { taken: 0, waiting: [] };
    this.lines.set(key, line);
    return line;
  }

  private mayRun(line: Line): boolean {
    return this.running < this.options.atOnce && line.taken < this.options.perKey;
  }

  private begin(line: Line): void {
    this.running += 1;
    line.taken += 1;
  }

  private end(key: string, line: Line, tookMs: number): void {
    this.running -= 1;
    const free = () => {
      line.taken -= 1;
      // To the end of the row: the next key's turn comes first.
      this.lines.delete(key);
      if (line.taken > 0 || line.waiting.length > 0) this.lines.set(key, line);
      this.letIn();
    };
    const rest = this.options.rest?.(tookMs);
    if (rest === undefined) free();
    else {
      void rest.then(free);
      this.letIn();
    }
  }

  private letIn(): void {
    for (const next of this.lines.values()) {
      if (this.running >= this.options.atOnce) return;
      while (next.waiting.length > 0 && this.mayRun(next)) {
        this.begin(next);
        next.waiting.shift()?.();
      }
    }
  }
}
