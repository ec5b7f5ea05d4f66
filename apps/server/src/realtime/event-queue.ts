export interface QueuedEvent {
  readonly event: string;
  /** Whether others may wait for it, and it overtakes them then. */
  readonly isJoin: boolean;
  /** Whether it may start before the one before has ended, if that has the same name: their own path keeps their order. */
  readonly mayOverlap: boolean;
  /** Size of its payload, in characters. */
  readonly weight: number;
  /** Whether it cannot run now but could after a join; asked again each time the queue moves. */
  readonly needsJoin: () => boolean;
  /** Whether it may run; asked of one event at a time. Never rejects. */
  readonly admit: () => Promise<boolean>;
  /** Runs it and gives its answer; never rejects. */
  readonly run: () => Promise<void>;
}

interface Waiting extends QueuedEvent {
  /** Until when it may wait for a join, on the clock of the queue. */
  readonly patienceEnds: number;
}

interface Options {
  readonly joinWaitMs: number;
  readonly maxEvents: number;
  readonly maxWeight: number;
  readonly now: () => number;
}

/**
 * The events of one socket, one after the other in the order in which they were sent.
 *
 * A client flushes what it buffered while offline before its `connect` handler runs, so an event may come
 * before the join that it needs. Such an event, if it came within the first moments of the connection,
 * waits for the join; those behind it wait with it, and only joins overtake.
 *
 * @source protocol P5.19, P5.20
 */
export class EventQueue {
  private readonly waiting: Waiting[] = [];
  private readonly connectedAt: number;
  private weight = 0;
  private admitting = false;
  private running = 0;
  private runningKind = '';
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(private readonly options: Options) {
    this.connectedAt = options.now();
  }

  /** @returns whether there was room for it */
  push(event: QueuedEvent): boolean {
    const { maxEvents, maxWeight, joinWaitMs, now } = this.options;
    if (this.closed || this.waiting.length >= maxEvents || this.weight + event.weight > maxWeight)
      return false;
    const time = now();
    const early = time - this.connectedAt < joinWaitMs;
    this.waiting.push({ ...event, patienceEnds: early ? time + joinWaitMs : time });
    this.weight += event.weight;
    this.advance();
    return true;
  }

  /** Drops what has not begun. */
  close(): void {
    this.closed = true;
    this.waiting.length = 0;
    clearTimeout(this.timer);
  }

  private advance(): void {
    const next = this.take();
    if (next === undefined) return;
    this.weight -= next.weight;
    this.admitting = true;
    void this.handle(next);
  }

  private async handle(next: QueuedEvent): Promise<void> {
    const admitted = await next.admit();
    this.admitting = false;
    if (admitted) {
      this.running += 1;
      this.runningKind = next.event;
      void next.run().finally(() => {
        this.running -= 1;
        this.advance();
      });
    }
    this.advance();
  }

  private take(): Waiting | undefined {
    const head = this.waiting[0];
    if (head === undefined || this.admitting) return undefined;
    if (this.running > 0 && !(head.event === this.runningKind && head.mayOverlap)) return undefined;
    const patienceLeft = head.patienceEnds - this.options.now();
    if (patienceLeft <= 0 || !head.needsJoin()) return this.waiting.shift();
    const join = this.waiting.findIndex(({ isJoin }) => isJoin);
    if (join > 0) {
      return this.running > 0 ? undefined : this.waiting.splice(join, 1)[0];
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.advance(), patienceLeft);
    return undefined;
  }
}
