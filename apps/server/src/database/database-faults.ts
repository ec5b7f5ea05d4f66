import { type DatabaseFault, findDatabaseFault } from './database-fault.ts';

interface FaultLog {
  error(details: object, message: string): void;
}

/** How often each kind of fault is told. */
const TELL_EVERY_MS = 60_000;
/** Not ready for so long after a write was refused: by then whoever tries again has found out anew. */
const SHADOW_MS = 10_000;

/**
 * What the database refuses for its own reasons, noticed where it is said and so in spite of whatever is made of it
 * above: each kind is logged once a minute with its code and without a value, and all are counted.
 */
export class DatabaseFaults {
  private readonly totals = new Map<string, number>();
  private readonly told = new Map<string, { at: number; since: number }>();
  private writesRefusedAt = Number.NEGATIVE_INFINITY;
  private begun = false;

  private readonly log: FaultLog;
  private readonly now: () => number;

  /** @param now a clock that never goes back, in milliseconds */
  constructor(log: FaultLog, now: () => number = () => performance.now()) {
    this.log = log;
    this.now = now;
  }

  /** Until this is called nothing is noted: what stops a start is said in a sentence of its own. */
  begin(): void {
    this.begun = true;
  }

  note(thrown: unknown): void {
    const fault = this.begun ? findDatabaseFault(thrown) : undefined;
    if (fault === undefined) return;
    this.totals.set(fault.code, (this.totals.get(fault.code) ?? 0) + 1);
    if (fault.refusesWrites) this.writesRefusedAt = this.now();
    this.tell(fault);
  }

  /** Whether it answers and yet refused, a moment ago, to store something. */
  refusesWrites(): boolean {
    return this.now() - this.writesRefusedAt < SHADOW_MS;
  }

  /** How often each has happened, by its code. */
  counts(): ReadonlyMap<string, number> {
    return this.totals;
  }

  private tell({ code, says }: DatabaseFault): void {
    const last = this.told.get(code);
    if (last !== undefined && this.now() - last.at < TELL_EVERY_MS) {
      last.since += 1;
      return;
    }
    this.told.set(code, { at: this.now(), since: 0 });
    const more = last?.since ? { times: last.since + 1 } : {};
    this.log.error({ code, ...more }, `the database ${says}`);
  }
}
