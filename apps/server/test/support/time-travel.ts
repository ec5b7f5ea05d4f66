import type { INestApplication } from '@nestjs/common';
import { Clock } from '../../src/clock/clock.ts';
import { Jobs } from '../../src/jobs/jobs.ts';

/** Moves the clock of a server in this process, and lets it do what is due then. */
export class TimeTravel {
  private aheadMs = 0;
  private readonly jobs: Jobs;

  constructor(app: INestApplication) {
    app.get(Clock, { strict: false }).now = () => Date.now() + this.aheadMs;
    this.jobs = app.get(Jobs, { strict: false });
  }

  /** So far from now; a negative time is in the past. Tokens end as ever: ask before, or come back. */
  to(ms: number): void {
    this.aheadMs = ms;
    this.jobs.wake();
  }

  /** To an instant, ISO. */
  at(instant: string): void {
    this.to(Date.parse(instant) - Date.now());
  }

  back(): void {
    this.to(0);
  }
}
