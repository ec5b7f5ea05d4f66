import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Clock } from '../clock/clock.ts';
import { Database } from '../database/database.ts';
import { describeError } from '../operations/describe-error.ts';
import { Log } from '../operations/log.ts';
import type { NewJob } from './job.ts';
import { Jobs } from './jobs.ts';

/** Finds what others have lost. */
export interface Sweep {
  readonly everyMs: number;
  /** So much of what the last one has looked at, the next one looks at again: it may have been under way. */
  readonly overlapMs: number;
  /** @param since milliseconds since 1970 */
  readonly look: (since: number) => Promise<void>;
}

/** The first one looks so far back, and none looks farther. */
const FARTHEST_MS = 24 * 3_600_000;
const LOOK_AFTER_EVERY_MS = 10 * 60_000;

/**
 * Looks at what has happened lately, again and again, on one node of all: each sweep is a job that adds the next one, which
 * begins where it has ended, however long no node was there in between.
 */
@Injectable()
export class Sweeps implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly kinds: string[] = [];
  private readonly unwanted: string[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly jobs: Jobs,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** To be called before the application starts; without a sweep, none is done of that kind any more. */
  set(kind: string, sweep: Sweep | undefined): void {
    if (sweep === undefined) {
      this.unwanted.push(kind);
      return;
    }
    this.kinds.push(kind);
    this.jobs.work(kind, async ({ payload }) => {
      const now = this.clock.now();
      await sweep.look(Math.max(Number(payload.since), now - FARTHEST_MS));
      const since = now - sweep.overlapMs;
      await this.jobs.add(this.database.db, [{ ...sweepFrom(kind, since), runAt: now + sweep.everyMs }]);
    });
  }

  onApplicationBootstrap(): void {
    this.quietly(this.jobs.remove(this.database.db, this.unwanted));
    this.quietly(this.lookAfter());
    // One that was given up is begun anew.
    this.timer = setInterval(() => this.quietly(this.lookAfter()), LOOK_AFTER_EVERY_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  private async lookAfter(): Promise<void> {
    const since = this.clock.now() - FARTHEST_MS;
    const jobs = this.kinds.map((kind) => ({ ...sweepFrom(kind, since), first: 'stays' as const }));
    await this.jobs.add(this.database.db, jobs);
    this.jobs.wake();
  }

  private quietly(work: Promise<void>): void {
    work.catch((thrown: unknown) =>
      this.log.warn({ error: describeError(thrown) }, 'cannot look after the sweeps; it is tried again'),
    );
  }
}

function sweepFrom(kind: string, since: number): NewJob {
  return { kind, key: kind, payload: { since } };
}
