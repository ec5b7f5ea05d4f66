import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { describeError } from '../operations/describe-error.ts';
import { Log } from '../operations/log.ts';
import { Metrics } from '../operations/metrics.ts';
import { ClockRepository } from './clock.repository.ts';
import { Clock } from './clock.ts';

const READ_EVERY_MS = 30_000;
/** An answer that took longer says too little of what time it is. */
const MAX_TRIP_MS = 1_000;
/** A node whose own clock is off by more is worth a word to its operator. */
const MAX_SKEW_MS = 5_000;

/**
 * The database's clock: one for all nodes, whose own may differ. Sessions, grace and tokens are times that one node
 * writes and another one judges. Between two readings this process's stopwatch counts, which nobody sets.
 */
@Injectable()
export class DatabaseClock extends Clock implements OnModuleInit, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;
  private reading: { readonly time: number; readonly at: number } | undefined;
  private hasWarned = false;

  constructor(
    private readonly repository: ClockRepository,
    private readonly log: Log,
    private readonly metrics: Metrics,
  ) {
    super();
  }

  override now(): number {
    const { reading } = this;
    if (reading === undefined) return super.now();
    return Math.round(reading.time + performance.now() - reading.at);
  }

  async onModuleInit(): Promise<void> {
    if (!this.repository.isRemote) return;
    await this.read();
    this.timer = setInterval(() => void this.read(), READ_EVERY_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  async read(): Promise<void> {
    const before = performance.now();
    try {
      const time = await this.repository.read();
      const after = performance.now();
      if (after - before > MAX_TRIP_MS || !Number.isFinite(time)) return;
      this.reading = { time, at: (before + after) / 2 };
      this.metrics.taskDone('clock');
      this.warnOfSkew(super.now() - this.now());
    } catch (thrown) {
      this.log.warn({ error: describeError(thrown) }, "cannot read the database's clock");
    }
  }

  private warnOfSkew(aheadMs: number): void {
    if (this.hasWarned || Math.abs(aheadMs) < MAX_SKEW_MS) return;
    this.hasWarned = true;
    this.log.warn({ aheadMs: Math.round(aheadMs) }, "this machine's clock differs from the database's");
  }
}
