/** Who waits, in the order in which they came. */
type Waiting<W> = Map<string, W[]>;

interface Waiter {
  readonly run: () => void;
  readonly refuse: () => void;
}

interface Options {
  readonly maxRunning: number;
  readonly maxWaiting: number;
  readonly maxWaitingOfOneSource: number;
}

export interface Turn {
  /** Who asks: sources take turns, however much one of them asks for. */
  readonly source: string;
  /** Goes before all that are not. */
  readonly isPreferred?: boolean;
}

/**
 * Runs a few jobs at once and lets the others wait, source by source in turn. When no more may wait, the newest of
 * the source with the most waiting has to go.
 */
export class PreferringTurns {
  private running = 0;
  private waiting = 0;
  private readonly preferred: Waiting<Waiter> = new Map();
  private readonly others: Waiting<Waiter> = new Map();

  constructor(
    private readonly options: Options,
    private readonly refusal: () => Error,
  ) {}

  /** @throws the refusal when too many are waiting */
  async take<T>(turn: Turn, job: () => Promise<T>): Promise<T> {
    if (this.running < this.options.maxRunning) this.running += 1;
    else await this.wait(turn); // its turn is handed over below
    try {
      return await job();
    } finally {
      const next = this.next(this.preferred) ?? this.next(this.others);
      if (next === undefined) this.running -= 1;
      else next.run();
    }
  }

  private wait({ source, isPreferred = false }: Turn): Promise<void> {
    return new Promise((run, reject) => {
      const queue = isPreferred ? this.preferred : this.others;
      const waiter = { run, refuse: () => reject(this.refusal()) };
      const waiters = queue.get(source) ?? [];
      if (waiters.length >= this.options.maxWaitingOfOneSource) {
        waiter.refuse();
        return;
      }
      queue.set(source, [...waiters, waiter]);
      this.waiting += 1;
      if (this.waiting > this.options.maxWaiting) this.giveUpOne();
    });
  }

  private giveUpOne(): void {
    const queue = this.others.size > 0 ? this.others : this.preferred;
    let [longest, most] = ['', 0];
    for (const [source, { length }] of queue) {
      if (length >= most) [longest, most] = [source, length]; // of equals the one that came last
    }
    this.remove(queue, longest, (waiters) => waiters.pop())?.refuse();
  }

  /** Of the source whose turn it is, which then goes to the end of the row. */
  private next(queue: Waiting<Waiter>): Waiter | undefined {
    const [source] = queue.keys();
    if (source === undefined) return undefined;
    const next = this.remove(queue, source, (waiters) => waiters.shift());
    const rest = queue.get(source);
    if (rest !== undefined) {
      queue.delete(source);
      queue.set(source, rest);
    }
    return next;
  }

  private remove(
    queue: Waiting<Waiter>,
    source: string,
    pick: (waiters: Waiter[]) => Waiter | undefined,
  ): Waiter | undefined {
    const waiters = queue.get(source) ?? [];
    const picked = pick(waiters);
    if (picked !== undefined) this.waiting -= 1;
    if (waiters.length === 0) queue.delete(source);
    return picked;
  }
}
