import { Injectable } from '@nestjs/common';
import DataLoader from 'dataloader';
import { sql } from 'drizzle-orm';
import { Database, type Executor } from '../database/database.ts';
import {
  CLAIM,
  FIND_NEXT_DUE,
  FORGET,
  GIVE_UP_STRANDED,
  LIST_FAILED,
  LOOK_AT_ONCE,
  POSTPONE,
  QUEUE_AGAIN,
  READ_FIGURES,
  SETTLE,
} from './outbox-statements.ts';

/** What is to be posted. */
export interface QueuedEvent {
  readonly eventId: string;
  readonly lane: string;
  readonly type: string;
  readonly body: string;
}

/** One that this node may post now, until its lease ends. */
export interface ClaimedEvent extends Omit<QueuedEvent, 'lane'> {
  readonly id: number;
  readonly failures: number;
  readonly queuedAt: string;
  /** When another node may take it. Of two that claim the same, one after the other, it tells which one has it. */
  readonly leaseEndsAt: string;
}

interface FailedEvent {
  readonly eventId: string;
  readonly endpoint: number;
  readonly type: string;
  readonly failures: number;
  readonly lastFault: string | null;
  readonly queuedAt: string;
  readonly settledAt: string;
}

/** How the outbox stands. */
export interface OutboxFigures {
  readonly waiting: number;
  readonly failed: number;
  /** Of those that wait. */
  readonly oldestQueuedAt: string | null;
}

/** Now, and when the lease of what is taken now ends. */
export interface SettleTimes {
  readonly now: number;
  readonly leaseEndsAt: number;
}

interface Settling {
  readonly event: ClaimedEvent;
  readonly times: SettleTimes;
  readonly wantsNext: boolean;
  readonly fault: string | undefined;
}

/** For how long what is over is kept. */
export interface Keeping {
  readonly takenBefore: number;
  readonly failedBefore: number;
}

const MAX_SETTLED_AT_ONCE = 100;
/** Whoever settles the one before takes the next along; this is for the case that they missed each other. */
const BEHIND_ANOTHER_MS = 1_000;

const iso = (ms: number): string => new Date(ms).toISOString();

/** What is to be told, by address and in line. All times come from whoever calls, in milliseconds since 1970. */
@Injectable()
export class OutboxRepository {
  private settled: Promise<unknown> = Promise.resolve();
  private readonly settling = new DataLoader(
    (all: readonly Settling[]) => {
      const settled = this.settleAll(all);
      this.settled = settled.catch(() => {});
      return settled;
    },
    {
      cache: false,
      maxBatchSize: MAX_SETTLED_AT_ONCE,
      batchScheduleFn: (settle) => void this.settled.then(() => setImmediate(settle)),
    },
  );

  constructor(private readonly database: Database) {}

  /**
   * To be run in the transaction that makes the events so.
   *
   * @param endpoints how many addresses there are: each is told everything
   */
  async add(tx: Executor, events: readonly QueuedEvent[], endpoints: number, now: number): Promise<void> {
    const column = (key: keyof QueuedEvent) => sql.param(events.map((event) => event[key]));
    await tx.execute(sql`
      insert into webhook_outbox (event_id, endpoint, lane, type, body, due_at, queued_at)
      select e.event_id, endpoint, e.lane, e.type, e.body, ${iso(now)}::timestamptz, ${iso(now)}::timestamptz
      from unnest(${column('eventId')}::uuid[], ${column('lane')}::uuid[], ${column('type')}::text[],
          ${column('body')}::text[]) with ordinality as e (event_id, lane, type, body, place),
        generate_series(1, ${endpoints}::int) as endpoint
      order by e.place, endpoint`);
  }

  /**
   * Takes what is due at an address and first in its lane.
   *
   * @param limit how many at the most
   * @returns     those it took, and whether there may be more
   */
  async claim(
    endpoint: number,
    { now, leaseEndsAt, limit }: { now: number; leaseEndsAt: number; limit: number },
  ): Promise<{ claimed: ClaimedEvent[]; hasMore: boolean }> {
    const { rows } = await this.database.pool.query<ClaimedEvent & { readonly isFirst: boolean }>(CLAIM, [
      ...[endpoint, iso(now), limit, iso(leaseEndsAt), iso(now + BEHIND_ANOTHER_MS)],
    ]);
    const claimed = rows.filter(({ isFirst }) => isFirst).map(({ isFirst: _, ...event }) => event);
    return { claimed, hasMore: claimed.length === limit || rows.length === LOOK_AT_ONCE };
  }

  /**
   * Notes that an event is over, unless its lease has passed to another node. What comes while one such statement is under
   * way goes into the next one.
   *
   * @param fault     why it is given up; nothing where it was taken
   * @param wantsNext whether to take the next of its lane at once
   * @returns         that next one
   */
  settle(
    event: ClaimedEvent,
    times: SettleTimes,
    wantsNext: boolean,
    fault?: string,
  ): Promise<ClaimedEvent | undefined> {
    return this.settling.load({ event, times, wantsNext, fault });
  }

  /** Gives an event back until it is due again; without a fault it was not really tried. */
  async postpone({ id, leaseEndsAt }: ClaimedEvent, dueAt: number, fault?: string): Promise<void> {
    await this.database.pool.query(POSTPONE, [id, leaseEndsAt, iso(dueAt), fault ?? null]);
  }

  /** When somebody should look again, in milliseconds since 1970. */
  async findNextDue(endpoint: number): Promise<number | undefined> {
    const { rows } = await this.database.pool.query<{ dueAt: string | null }>(FIND_NEXT_DUE, [endpoint]);
    const dueAt = rows[0]?.dueAt;
    return dueAt == null ? undefined : Date.parse(dueAt);
  }

  async readFigures(): Promise<OutboxFigures> {
    const { rows } = await this.database.pool.query<OutboxFigures>(READ_FIGURES);
    return rows[0] as OutboxFigures;
  }

  async forget({ takenBefore, failedBefore }: Keeping): Promise<void> {
    await this.database.pool.query(FORGET, [iso(takenBefore), iso(failedBefore)]);
  }

  /** Gives up what waits since before then for an address that is no more. */
  async giveUpStranded(endpoints: number, queuedBefore: number, now: number): Promise<void> {
    await this.database.pool.query(GIVE_UP_STRANDED, [endpoints, iso(queuedBefore), iso(now)]);
  }

  /** Those that were given up, oldest first. */
  async listFailed(limit: number): Promise<FailedEvent[]> {
    return (await this.database.pool.query<FailedEvent>(LIST_FAILED, [limit])).rows;
  }

  /**
   * Queues anew what was given up.
   *
   * @param eventId just this one
   * @param since   also what was taken and had been queued since then
   * @returns       how many
   */
  async queueAgain({
    now,
    eventId,
    since,
  }: {
    now: number;
    eventId?: string | undefined;
    since?: string | undefined;
  }): Promise<number> {
    const values = [iso(now), eventId ?? null, since ?? null];
    return (await this.database.pool.query(QUEUE_AGAIN, values)).rowCount ?? 0;
  }

  private async settleAll(all: readonly Settling[]): Promise<(ClaimedEvent | undefined)[]> {
    const { now, leaseEndsAt } = (all.at(-1) as Settling).times;
    const { rows } = await this.database.pool.query<ClaimedEvent & { readonly after: number }>(SETTLE, [
      all.map(({ event }) => event.id),
      all.map(({ event }) => event.leaseEndsAt),
      all.map(({ fault }) => (fault === undefined ? 'taken' : 'failed')),
      all.map(({ fault }) => fault ?? null),
      all.map(({ wantsNext }) => wantsNext),
      iso(now),
      iso(leaseEndsAt),
    ]);
    const next = new Map(rows.map(({ after, ...event }) => [after, event]));
    return all.map(({ event }) => next.get(event.id));
  }
}
