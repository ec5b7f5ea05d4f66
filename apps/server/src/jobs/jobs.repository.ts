import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { sql } from 'drizzle-orm';
import { Database, type Executor } from '../database/database.ts';
import type { JobPayload, NewJob } from './job.ts';
import {
  CLAIM,
  COUNT_REFUSED,
  FIND_NEXT_DUE,
  FINISH,
  FORGET,
  GIVE_UP,
  LIST_FAILED,
  POSTPONE,
  QUEUE_AGAIN,
  READ_FIGURES,
} from './job-statements.ts';

/** One that this node has, until its lease ends. */
export interface ClaimedJob {
  readonly id: string;
  readonly kind: string;
  readonly key: string | null;
  readonly payload: JobPayload;
  readonly failures: number;
  readonly queuedAt: string;
  readonly expiresAt: string | null;
  /** When another node may take it. Of two that claim the same, one after the other, it tells which one has it. */
  readonly leaseEndsAt: string;
  /** Whether somebody had begun it, and was not heard of again. */
  readonly wasLost: boolean;
}

export interface FailedJob {
  readonly id: string;
  readonly kind: string;
  readonly failures: number;
  readonly lastFault: string | null;
  readonly queuedAt: string;
  readonly failedAt: string;
}

/** Jobs of a kind that wait after the same refusal. */
export interface RefusedJobs {
  readonly kind: string;
  readonly lastFault: string | null;
  readonly count: number;
  readonly oldestQueuedAt: string;
  readonly nextTryAt: string;
}

/** How the jobs of a kind stand. */
export interface JobFigures {
  readonly kind: string;
  readonly waiting: number;
  readonly failed: number;
  /** Of those that somebody should have taken. */
  readonly oldestDueAt: string | null;
}

const iso = (ms: number): string => new Date(ms).toISOString();

/** What is to be done. All times come from whoever calls, in milliseconds since 1970. */
@Injectable()
export class JobsRepository {
  constructor(private readonly database: Database) {}

  /** To be run in the transaction of the cause. */
  async add(tx: Executor, jobs: readonly NewJob[], now: number): Promise<void> {
    for (const first of ['goes', 'stays'] as const) {
      const these = jobs.filter((job) => (job.first ?? 'goes') === first);
      if (these.length > 0) await this.insert(tx, lastOfEachKey(these), first, now);
    }
  }

  /** Takes back what waits with these keys. What is just being done is not stopped, and is not tried again. */
  async remove(tx: Executor, keys: readonly string[]): Promise<void> {
    await tx.execute(
      sql`delete from jobs where state = 'waiting' and key = any(${sql.param([...keys])}::text[])`,
    );
  }

  /** Takes what is due of these kinds, oldest first. */
  async claim(
    kinds: readonly string[],
    { now, leaseEndsAt, limit }: { now: number; leaseEndsAt: number; limit: number },
  ): Promise<ClaimedJob[]> {
    const values = [kinds, iso(now), limit, iso(leaseEndsAt)];
    return (await this.database.pool.query<ClaimedJob>(CLAIM, values)).rows;
  }

  /** Done, or not wanted any more. */
  async finish({ id, leaseEndsAt }: ClaimedJob): Promise<void> {
    await this.database.pool.query(FINISH, [id, leaseEndsAt]);
  }

  /** Gives it back until it is due again; without a fault it was not really tried. */
  async postpone({ id, leaseEndsAt }: ClaimedJob, dueAt: number, fault?: string): Promise<void> {
    await this.database.pool.query(POSTPONE, [id, leaseEndsAt, iso(dueAt), fault ?? null]);
  }

  async giveUp({ id, leaseEndsAt }: ClaimedJob, fault: string, now: number): Promise<void> {
    await this.database.pool.query(GIVE_UP, [id, leaseEndsAt, fault, iso(now)]);
  }

  /** When somebody should look again, in milliseconds since 1970. */
  async findNextDue(kinds: readonly string[]): Promise<number | undefined> {
    const { rows } = await this.database.pool.query<{ dueAt: string | null }>(FIND_NEXT_DUE, [kinds]);
    const dueAt = rows[0]?.dueAt;
    return dueAt == null ? undefined : Date.parse(dueAt);
  }

  async readFigures(now: number): Promise<JobFigures[]> {
    return (await this.database.pool.query<JobFigures>(READ_FIGURES, [iso(now)])).rows;
  }

  async forget({ failedBefore, now }: { failedBefore: number; now: number }): Promise<void> {
    await this.database.pool.query(FORGET, [iso(failedBefore), iso(now)]);
  }

  /** Those that were given up, oldest first. */
  async listFailed(limit: number): Promise<FailedJob[]> {
    return (await this.database.pool.query<FailedJob>(LIST_FAILED, [limit])).rows;
  }

  /** What is tried again after a refusal, the most first. */
  async countRefused(): Promise<RefusedJobs[]> {
    return (await this.database.pool.query<RefusedJobs>(COUNT_REFUSED)).rows;
  }

  /**
   * Queues anew what was given up and is still wanted.
   *
   * @param id just this one
   * @returns  how many
   */
  async queueAgain(now: number, id?: string): Promise<number> {
    return (await this.database.pool.query(QUEUE_AGAIN, [iso(now), id ?? null])).rowCount ?? 0;
  }

  private async insert(
    tx: Executor,
    jobs: readonly NewJob[],
    first: 'stays' | 'goes',
    now: number,
  ): Promise<void> {
    const column = (values: readonly (string | null)[]) => sql.param([...values]);
    const ids = column(jobs.map(() => randomUUID()));
    const kinds = column(jobs.map(({ kind }) => kind));
    const keys = column(jobs.map(({ key }) => key ?? null));
    const payloads = column(jobs.map(({ payload }) => JSON.stringify(payload)));
    const runAts = column(jobs.map(({ runAt }) => iso(runAt ?? now)));
    const ends = column(jobs.map(({ expiresAt }) => (expiresAt === undefined ? null : iso(expiresAt))));
    // One that takes another's place is a new job: whoever does the old one just now does not end it.
    const otherwise =
      first === 'stays'
        ? sql`do nothing`
        : sql`do update set id = excluded.id, kind = excluded.kind, payload = excluded.payload,
            run_at = excluded.run_at, is_running = false, expires_at = excluded.expires_at, failures = 0,
            last_fault = null, queued_at = excluded.queued_at`;
    await tx.execute(sql`
      insert into jobs (id, kind, key, payload, run_at, expires_at, queued_at)
      select j.id, j.kind, j.key, j.payload, j.run_at, j.expires_at, ${iso(now)}::timestamptz
      from unnest(${ids}::uuid[], ${kinds}::text[], ${keys}::text[], ${payloads}::jsonb[],
        ${runAts}::timestamptz[], ${ends}::timestamptz[]) as j (id, kind, key, payload, run_at, expires_at)
      order by j.key
      on conflict (key) where state = 'waiting' and key is not null ${otherwise}`);
  }
}

function lastOfEachKey(jobs: readonly NewJob[]): NewJob[] {
  const byKey = new Map(jobs.map((job) => [job.key ?? job, job] as const));
  return [...byKey.values()];
}
