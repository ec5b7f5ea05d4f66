import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Clock } from '../clock/clock.ts';
import { Config } from '../config/config.ts';
import { describeError } from '../operations/describe-error.ts';
import { Log } from '../operations/log.ts';
import { type Kept, RetentionRepository } from './retention.repository.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;
const HOUR_MS = 60 * 60 * 1_000;
/** A start has other things to do. */
const FIRST_AFTER_MS = 60_000;
const AT_ONCE = 500;
/** What is left then, the next hour takes: others want the database too. */
const MOST_IN_A_ROW = 40;

/**
 * Deletes what has been kept long enough, once an hour, on one node at a time.
 *
 * @source protocol P13.12
 */
@Injectable()
export class Retention implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;
  private isStopped = false;

  constructor(
    private readonly repository: RetentionRepository,
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.runAfter(FIRST_AFTER_MS);
  }

  onModuleDestroy(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
  }

  /** @returns how many were deleted of each */
  async run(): Promise<Record<Kept, number>> {
    const { sessionsKeptDays, callsKeptDays } = this.config;
    const sessions = await this.deleteOver('sessions', sessionsKeptDays);
    const calls = callsKeptDays === undefined ? 0 : await this.deleteOver('calls', callsKeptDays);
    if (sessions + calls > 0) this.log.info({ sessions, calls }, 'deleted what was kept long enough');
    return { sessions, calls };
  }

  private async deleteOver(kept: Kept, days: number): Promise<number> {
    const before = this.clock.now() - days * DAY_MS;
    let all = 0;
    for (let batch = 0; batch < MOST_IN_A_ROW && !this.isStopped; batch += 1) {
      const deleted = await this.repository.deleteSome(kept, before, AT_ONCE);
      if (deleted === undefined) break;
      all += deleted;
      if (deleted < AT_ONCE) break;
    }
    return all;
  }

  private runAfter(ms: number): void {
    this.timer = setTimeout(() => {
      this.run()
        .catch((thrown: unknown) => {
          this.log.warn({ error: describeError(thrown) }, 'cannot delete what was kept long enough');
        })
        .finally(() => {
          if (!this.isStopped) this.runAfter(HOUR_MS);
        });
    }, ms).unref();
  }
}
