import {
  type BeforeApplicationShutdown,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleInit,
} from '@nestjs/common';
import { Clock } from '../clock/clock.ts';
import type { Executor } from '../database/database.ts';
import type { FactList, RecordedKind } from '../facts/fact-list.ts';
import { Facts } from '../facts/facts.ts';
import { describeError } from '../operations/describe-error.ts';
import { Log } from '../operations/log.ts';
import { Metrics } from '../operations/metrics.ts';
import { nextTryAt } from './backoff.ts';
import { type Job, JobRefused, type NewJob } from './job.ts';
import { type ClaimedJob, type JobFigures, JobsRepository } from './jobs.repository.ts';
import { ToldRefusals } from './told-refusals.ts';

/** Does a job. What it throws is a try in vain; {@link JobRefused} says more about it. */
export type Worker = (job: Job) => Promise<void>;

/** How a kind of jobs is done. */
export interface WorkerOptions {
  /** How many at once on one node. */
  readonly atOnce?: number;
}

/** What became of a try. */
type Outcome = 'done' | 'refused' | 'given_up' | 'late';

const AT_ONCE = 8;
/** Longer than a job may last; who holds one for longer counts as dead. */
const LEASE_MS = 60_000;
const MAY_LAST_MS = 45_000;
/** Also an idle node looks now and then: another may have died, or added something for later. */
const LOOK_EVERY_MS = 10_000;
const LOOK_SOON_MS = 20;
const AFTER_A_FAULT_MS = 1_000;
const LAST_WORK_MS = 2_000;
const COUNT_EVERY_MS = 15_000;
const TIDY_EVERY_MS = 3_600_000;
const KEEP_FAILED_MS = 30 * 24 * 3_600_000;

interface Line {
  readonly worker: Worker;
  readonly atOnce: number;
  underWay: number;
}

/**
 * Jobs are written in the transaction of their cause, so that there is none without the other, and done by any node: at
 * least once, after a crash once more. A worker looks again at what its job is about, since that may have changed.
 *
 * Who adds one by hand wakes this node when the transaction is committed; else it is found within seconds.
 *
 * @source protocol P15.1
 */
@Injectable()
export class Jobs implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly lines = new Map<string, Line>();
  private readonly underWay = new Set<Promise<void>>();
  private readonly stopping = new AbortController();
  private readonly timers: NodeJS.Timeout[] = [];
  private readonly outcomes: Readonly<Record<Outcome, Map<string, number>>> = {
    done: new Map(),
    refused: new Map(),
    given_up: new Map(),
    late: new Map(),
  };
  private readonly told = new ToldRefusals();
  private figures: readonly JobFigures[] = [];
  private timer: NodeJS.Timeout | undefined;
  private isStarted = false;
  private isLooking = false;
  private hasNews = false;

  constructor(
    private readonly repository: JobsRepository,
    private readonly facts: Facts,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly metrics: Metrics,
  ) {}

  onModuleInit(): void {
    this.showFigures();
  }

  onApplicationBootstrap(): void {
    this.isStarted = true;
    this.lookIn(LOOK_SOON_MS);
    this.every(COUNT_EVERY_MS, () => this.count());
    this.every(TIDY_EVERY_MS, () => {
      const now = this.clock.now();
      return this.repository.forget({ failedBefore: now - KEEP_FAILED_MS, now });
    });
  }

  /** Begins nothing new, and waits a little for what is under way. */
  async beforeApplicationShutdown(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    clearTimeout(this.timer);
    this.isStarted = false;
    const tooLate = setTimeout(() => this.stopping.abort(), LAST_WORK_MS);
    while (this.underWay.size > 0) await Promise.all(this.underWay);
    clearTimeout(tooLate);
    this.stopping.abort();
  }

  /** Says how jobs of a kind are done. To be called before the application starts. */
  work(kind: string, worker: Worker, { atOnce = AT_ONCE }: WorkerOptions = {}): void {
    this.lines.set(kind, { worker, atOnce, underWay: 0 });
    for (const counts of Object.values(this.outcomes)) counts.set(kind, 0);
  }

  /**
   * Adds the jobs that follow from facts, in the transaction that makes them so. It goes on until the process ends, since
   * much is still stored while a server stops.
   */
  addFor<K extends RecordedKind>(
    kind: K,
    jobsOf: (facts: readonly FactList[K][], tx: Executor) => readonly NewJob[] | Promise<readonly NewJob[]>,
  ): void {
    this.facts.recordWith(kind, async (tx, facts) => {
      const jobs = await jobsOf(facts, tx);
      if (jobs.length > 0) await this.add(tx, jobs);
    });
    this.facts.hear(kind, () => this.wake());
  }

  /** To be called in the transaction of the cause. */
  add(tx: Executor, jobs: readonly NewJob[]): Promise<void> {
    return this.repository.add(tx, jobs, this.clock.now());
  }

  /** Takes back what waits with these keys. */
  remove(tx: Executor, keys: readonly string[]): Promise<void> {
    return this.repository.remove(tx, keys);
  }

  /** Looks for what is due; nobody waits for it. Who wakes it all the time puts nothing off. */
  wake(): void {
    if (this.hasNews) return;
    this.hasNews = true;
    if (!this.isLooking) this.lookIn(LOOK_SOON_MS);
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    while (this.underWay.size > 0) await Promise.all(this.underWay);
  }

  private lookIn(ms: number): void {
    if (!this.isStarted) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.look(), ms).unref();
  }

  private async look(): Promise<void> {
    this.isLooking = true;
    this.hasNews = false;
    let pauseMs = AFTER_A_FAULT_MS;
    try {
      while ((await this.takeSome()) && this.isStarted);
      pauseMs = await this.untilNextDue();
      if (this.hasNews) pauseMs = LOOK_SOON_MS;
    } catch (thrown) {
      this.log.warn({ error: describeError(thrown) }, 'cannot look for jobs');
    }
    this.isLooking = false;
    this.lookIn(pauseMs);
  }

  /** @returns whether there may be more for which there is room */
  private async takeSome(): Promise<boolean> {
    const free = [...this.lines].filter(([, { atOnce, underWay }]) => underWay < atOnce);
    if (free.length === 0) return false;
    const limit = Math.min(...free.map(([, { atOnce, underWay }]) => atOnce - underWay));
    const now = this.clock.now();
    const claimed = await this.repository.claim(
      free.map(([kind]) => kind),
      { now, leaseEndsAt: now + LEASE_MS, limit },
    );
    for (const job of claimed) this.begin(job);
    return claimed.length === limit;
  }

  private async untilNextDue(): Promise<number> {
    const free = [...this.lines].filter(([, { atOnce, underWay }]) => underWay < atOnce);
    if (free.length === 0) return LOOK_EVERY_MS;
    const dueAt = await this.repository.findNextDue(free.map(([kind]) => kind));
    if (dueAt === undefined) return LOOK_EVERY_MS;
    return Math.min(Math.max(dueAt - this.clock.now(), LOOK_SOON_MS), LOOK_EVERY_MS);
  }

  private begin(claimed: ClaimedJob): void {
    const line = this.lines.get(claimed.kind) as Line;
    line.underWay += 1;
    const done = this.attempt(claimed, line.worker)
      .catch((thrown: unknown) =>
        // Its lease ends, and then it is done again.
        this.log.warn(
          { error: describeError(thrown), kind: claimed.kind },
          'cannot note what became of a job',
        ),
      )
      .finally(() => {
        const wasFull = line.underWay === line.atOnce;
        line.underWay -= 1;
        this.underWay.delete(done);
        if (wasFull) this.wake();
      });
    this.underWay.add(done);
  }

  private async attempt(claimed: ClaimedJob, worker: Worker): Promise<void> {
    const { kind } = claimed;
    if (claimed.expiresAt !== null && Date.parse(claimed.expiresAt) <= this.clock.now()) {
      await this.repository.finish(claimed);
      this.tally(kind, 'late');
      return;
    }
    // It may be what ended the process: it does not end one after the other for ever.
    const refusal = claimed.wasLost ? new JobRefused('lost') : await this.refusalOf(claimed, worker);
    if (refusal === undefined) {
      await this.repository.finish(claimed);
      this.tally(kind, 'done');
      this.told.wentWell(kind);
      return;
    }
    const now = this.clock.now();
    if (this.stopping.signal.aborted) {
      await this.repository.postpone(claimed, now);
      return;
    }
    this.tally(kind, 'refused');
    const { fault, again } = refusal;
    const failures = claimed.failures + 1;
    const nextAt = again === 'never' ? undefined : nextTryAt(failures, now, { notBefore: again });
    if (nextAt !== undefined) {
      await this.repository.postpone(claimed, nextAt, fault);
      if (this.told.isNews(kind, fault, now)) {
        this.log.warn({ kind, fault }, 'a job was refused; it is tried again, and so are others that are');
      }
      return;
    }
    await this.repository.giveUp(claimed, fault, now);
    this.tally(kind, 'given_up');
    this.log.error({ jobId: claimed.id, kind, failures, fault }, 'a job was given up');
  }

  private async refusalOf(claimed: ClaimedJob, worker: Worker): Promise<JobRefused | undefined> {
    const { id, payload, failures, queuedAt } = claimed;
    const signal = AbortSignal.any([this.stopping.signal, AbortSignal.timeout(MAY_LAST_MS)]);
    try {
      await worker({ id, payload, failures, queuedAt: Date.parse(queuedAt), signal });
      return undefined;
    } catch (thrown) {
      if (thrown instanceof JobRefused) return thrown;
      const { kind } = claimed;
      this.log.warn({ error: describeError(thrown), jobId: id, kind }, 'a job failed; it is tried again');
      return new JobRefused('failed');
    }
  }

  private tally(kind: string, outcome: Outcome): void {
    const counts = this.outcomes[outcome];
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }

  private async count(): Promise<void> {
    this.figures = await this.repository.readFigures(this.clock.now());
  }

  private every(ms: number, work: () => Promise<void>): void {
    const run = () =>
      void work().catch((thrown: unknown) =>
        this.log.warn({ error: describeError(thrown) }, 'cannot look after the jobs'),
      );
    this.timers.push(setInterval(run, ms).unref());
  }

  private showFigures(): void {
    const { metrics, outcomes } = this;
    metrics.totals('jiggy_jobs_done_total', 'Jobs that were done.', 'kind', () => outcomes.done);
    metrics.totals('jiggy_jobs_refused_total', 'Tries of jobs in vain.', 'kind', () => outcomes.refused);
    metrics.totals('jiggy_jobs_given_up_total', 'Jobs that were given up.', 'kind', () => outcomes.given_up);
    metrics.totals('jiggy_jobs_late_total', 'Jobs that nobody wanted any more.', 'kind', () => outcomes.late);
    const ofAllNodes = (read: (figures: JobFigures) => number) => () =>
      this.figures.map((figures) => [figures.kind, read(figures)] as const);
    metrics.figures(
      'jiggy_jobs_waiting',
      'Jobs of all nodes that are to be done now or later.',
      'kind',
      ofAllNodes(({ waiting }) => waiting),
    );
    metrics.figures(
      'jiggy_jobs_failed',
      'Jobs that were given up and are kept.',
      'kind',
      ofAllNodes(({ failed }) => failed),
    );
    metrics.figures(
      'jiggy_jobs_late_seconds',
      'For how long the oldest job waits that is due.',
      'kind',
      ofAllNodes(({ oldestDueAt }) =>
        oldestDueAt === null ? 0 : Math.max(0, this.clock.now() - Date.parse(oldestDueAt)) / 1_000,
      ),
    );
  }
}
