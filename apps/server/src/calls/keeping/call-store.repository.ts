import type { CallStatus } from '@jiggy-care/protocol';
import { Injectable } from '@nestjs/common';
import { and, desc, eq, gt, inArray, isNotNull, or, type SQL, sql } from 'drizzle-orm';
import { standingSql } from '../../bookings/standing.ts';
import { Database } from '../../database/database.ts';
import { isUniqueViolation } from '../../database/database-error.ts';
import { calls, conversations } from '../../database/schema.ts';
import type { FactList } from '../../facts/fact-list.ts';
import { Facts } from '../../facts/facts.ts';
import { type CallReach, type CallRecord, isLive, type Leg, type Side } from '../rules/call-record.ts';
import { callColumns } from './call-columns.ts';

/** A call as it was read, with what is needed to change it if nobody else has meanwhile. */
export interface Loaded {
  readonly call: CallRecord;
  readonly revision: number;
  /** Ms since the epoch by the clock of the database, which all nodes share. */
  readonly now: number;
}

/** What watching over a live call takes. */
export interface LiveCall
  extends Pick<CallRecord, 'id' | 'status' | 'ringEndsAt'>,
    Record<'caller' | 'callee', Pick<Leg, 'userId' | 'socketId' | 'graceEndsAt'>> {}

/** The column `live`: what of the record has no column of its own. */
type Live = Pick<CallRecord, 'callerName' | 'ringEndsAt'> &
  Record<Side, StoredLeg> & {
    /** Missing in those of an older version. */
    readonly reach?: CallReach;
  };
/** The name `heir` stays, since nodes of an older version read and write it. */
interface StoredLeg extends Omit<Leg, 'successor'> {
  readonly heir: Leg['successor'];
}

const LIVE = ['ringing', 'active'] as const;
const NOW = sql<number>`extract(epoch from clock_timestamp()) * 1000`.mapWith(toWholeMs);
const WITHOUT_SIGNALS = sql<Live>`${calls.live} #- '{caller,signals}' #- '{callee,signals}'`;

const columns = {
  ...callColumns,
  live: sql<Live>`${calls.live}`,
  revision: calls.revision,
  now: NOW,
};

/**
 * Where calls are kept. A row changes only if it is still the revision that was read, so of two devices, two
 * nodes or a late timer exactly one wins; and `call_parties` lets no one be in two live calls.
 */
@Injectable()
export class CallStoreRepository {
  /** Asked for with each event of a call, so it is put together once. */
  private readonly liveOf;

  constructor(
    private readonly database: Database,
    private readonly facts: Facts,
  ) {
    const ids = sql`select call_id from call_parties where user_id = any(${sql.placeholder('userIds')}::uuid[])`;
    this.liveOf = database.db
      .select(columns)
      .from(calls)
      .where(sql`${calls.id} in (${ids})`)
      .prepare('live-calls-of');
  }

  /** The live call of a person. */
  async findLiveOf(userId: string): Promise<Loaded | undefined> {
    return (await this.listLiveOf([userId]))[0];
  }

  async listLiveOf(userIds: readonly string[]): Promise<Loaded[]> {
    const rows = await this.liveOf.execute({ userIds });
    return rows.map(toLoaded);
  }

  async find(callId: string): Promise<Loaded | undefined> {
    const [row] = await this.database.db
      .select(columns)
      .from(calls)
      .where(and(eq(calls.id, callId), isNotNull(calls.live)));
    return row === undefined ? undefined : toLoaded(row);
  }

  /** The live call of a conversation that belongs to a booking. */
  async findLiveOfBooking(bookingId: string): Promise<Loaded | undefined> {
    const [row] = await this.database.db
      .select(columns)
      .from(calls)
      .innerJoin(conversations, eq(conversations.id, calls.conversationId))
      .where(and(eq(conversations.bookingId, bookingId), inArray(calls.status, [...LIVE])));
    return row === undefined ? undefined : toLoaded(row);
  }

  /** The newest call of a person that ended within this time while one of the two was away. */
  async findEndedWithUndelivered(userId: string, withinMs: number): Promise<Loaded | undefined> {
    const [row] = await this.database.db
      .select(columns)
      .from(calls)
      .where(and(isPartyOf(userId), isNotNull(calls.live), endedWithin(withinMs)))
      .orderBy(desc(calls.startedAt))
      .limit(1);
    return row === undefined ? undefined : toLoaded(row);
  }

  /** Whether a call between two people ended within this time. */
  async hasEndedBetween(a: string, b: string, withinMs: number): Promise<boolean> {
    const rows = await this.database.db
      .select({ id: calls.id })
      .from(calls)
      .where(and(isBetween(a, b), endedWithin(withinMs)))
      .limit(1);
    return rows.length > 0;
  }

  /** How the newest call of two people stands, or the named one of theirs. */
  async findStatusBetween(a: string, b: string, callId?: string): Promise<CallStatus | undefined> {
    const [row] = await this.database.db
      .select({ status: calls.status })
      .from(calls)
      .where(and(isBetween(a, b), callId === undefined ? undefined : eq(calls.id, callId)))
      .orderBy(desc(calls.startedAt))
      .limit(1);
    return row?.status;
  }

  /** All live calls of all nodes. */
  async listLive(): Promise<{ readonly call: LiveCall; readonly now: number }[]> {
    const rows = await this.database.db
      .select({ id: calls.id, status: calls.status, live: WITHOUT_SIGNALS, now: NOW })
      .from(calls)
      .where(sql`${calls.status} in ('ringing', 'active')`);
    return rows.map(({ now, live: { ringEndsAt, caller, callee }, ...call }) => ({
      call: { ...call, ringEndsAt, caller, callee },
      now,
    }));
  }

  /**
   * Stores a new call, which may be over already (busy, offline).
   *
   * @returns `occupied` when one of the two is in a live call, `closed` when the two may not reach
   *   each other any more; then nothing is stored
   */
  async insert(call: CallRecord): Promise<'stored' | 'occupied' | 'closed'> {
    try {
      return await this.facts.inTransaction(async (tx, note) => {
        // Locked, so that a cancellation or a block either is seen here or sees the call. A statement sees what was
        // there when it began, so how the two stand is asked by the next one, once the lock is held.
        await tx.execute(sql`
          select from bookings
          where id = (select booking_id from conversations where id = ${call.conversationId}) for share`);
        const { rows } = await tx.execute(insertIfOpen(call));
        if (rows.length === 0) return 'closed';
        note('call.changed', changeOf(undefined, call));
        return 'stored';
      });
    } catch (thrown) {
      if (isUniqueViolation(thrown)) return 'occupied';
      throw thrown;
    }
  }

  /**
   * Stores what became of a call. A new status is a change that the log shows, so it gets a change number
   * under the lock of its conversation; an end frees both people in the same breath.
   *
   * @returns whether it still was as it had been read; if not, nothing is stored
   */
  async save(before: Loaded, next: CallRecord): Promise<boolean> {
    if (next.status === before.call.status) return this.update(before, toRow(next));
    return this.facts
      .inTransaction(async (tx, note) => {
        const { rows } = await tx.execute(moveIfUnchanged(before, next));
        if (rows.length === 0) throw new Stale();
        note('call.changed', changeOf(before.call.status, next));
        return true;
      })
      .catch((thrown: unknown) => {
        if (thrown instanceof Stale) return false;
        throw thrown;
      });
  }

  private async update(
    { call: { id, status }, revision }: Loaded,
    row: Partial<typeof calls.$inferInsert>,
  ): Promise<boolean> {
    const changed = await this.database.db
      .update(calls)
      .set({ ...row, revision: revision + 1 })
      .where(and(eq(calls.id, id), eq(calls.status, status), eq(calls.revision, revision)))
      .returning({ id: calls.id });
    return changed.length > 0;
  }
}

function changeOf(
  from: CallStatus | undefined,
  { id, conversationId, callType, status, caller, callee }: CallRecord,
): FactList['call.changed'] {
  const people = { callerId: caller.userId, calleeId: callee.userId };
  return { callId: id, conversationId, ...people, callType, from, to: status };
}

/** Undoes the transaction: somebody else was first. */
class Stale extends Error {}

/** Gives the new call its change number and takes its people, where they may reach each other. */
function insertIfOpen(call: CallRecord): SQL {
  const row = toRow(call);
  const parties = isLive(call) ? [row.callerId, row.calleeId] : [];
  const live = row.live === null ? null : JSON.stringify(row.live);
  return sql`
    with numbered as (
      update conversations c set last_change = c.last_change + 1
      from bookings b
      where c.id = ${row.conversationId} and b.id = c.booking_id and ${sql.raw(standingSql('b'))} = 'open'
      returning c.last_change
    ), placed as (
      insert into calls (
        id, conversation_id, caller_id, callee_id, call_type, status, started_at, answered_at, ended_at, live, change
      )
      select
        ${row.id}, ${row.conversationId}, ${row.callerId}, ${row.calleeId}, ${row.callType}, ${row.status},
        ${row.startedAt}, ${row.answeredAt}, ${row.endedAt}, ${live}::jsonb, last_change
      from numbered
      returning id
    ), taken as (
      insert into call_parties (user_id, call_id)
      select party, placed.id from placed, unnest(${sql.param(parties)}::uuid[]) party order by party
    )
    select id from placed`;
}

/** Gives the call its new status and a change number, and frees its people where that is its end. */
function moveIfUnchanged({ call: { status }, revision }: Loaded, next: CallRecord): SQL {
  const row = toRow(next);
  const live = row.live === null ? null : JSON.stringify(row.live);
  return sql`
    with numbered as (
      update conversations set last_change = last_change + 1 where id = ${row.conversationId} returning last_change
    ), changed as (
      update calls c
      set status = ${row.status}, call_type = ${row.callType}, answered_at = ${row.answeredAt}::timestamptz,
        ended_at = ${row.endedAt}::timestamptz, live = ${live}::jsonb, change = n.last_change,
        revision = ${revision + 1}
      from numbered n
      where c.id = ${row.id} and c.status = ${status} and c.revision = ${revision}
      returning c.id
    ), freed as (
      delete from call_parties where ${!isLive(next)}::boolean and call_id in (select id from changed)
    )
    select id from changed`;
}

function isPartyOf(userId: string): SQL | undefined {
  return or(eq(calls.callerId, userId), eq(calls.calleeId, userId));
}

function isBetween(a: string, b: string): SQL | undefined {
  return or(
    and(eq(calls.callerId, a), eq(calls.calleeId, b)),
    and(eq(calls.callerId, b), eq(calls.calleeId, a)),
  );
}

function endedWithin(ms: number): SQL | undefined {
  return gt(calls.endedAt, sql`clock_timestamp() - ${ms} * interval '1 millisecond'`);
}

function toRow(call: CallRecord) {
  const { id, conversationId, callType, status, callerName, reach, ringEndsAt, caller, callee } = call;
  const isWanted = isLive(call) || caller.undelivered.length > 0 || callee.undelivered.length > 0;
  const live: Live = {
    callerName,
    reach,
    ringEndsAt,
    caller: toStoredLeg(caller),
    callee: toStoredLeg(callee),
  };
  return {
    id,
    conversationId,
    callerId: caller.userId,
    calleeId: callee.userId,
    callType,
    status,
    startedAt: new Date(call.startedAt).toISOString(),
    answeredAt: toIso(call.answeredAt),
    endedAt: toIso(call.endedAt),
    live: isWanted ? live : null,
  };
}

interface Row extends Omit<ReturnType<typeof toRow>, 'live'> {
  readonly live: Live;
  readonly revision: number;
  readonly now: number;
}

/** Only rows that have their live part are read as records. */
function toLoaded({ live, revision, now, callerId, calleeId, ...row }: Row): Loaded {
  const call: CallRecord = {
    ...row,
    callerName: live.callerName,
    ringEndsAt: live.ringEndsAt,
    reach: live.reach ?? 'socket',
    caller: toLeg(live.caller),
    callee: toLeg(live.callee),
    startedAt: Date.parse(row.startedAt),
    answeredAt: row.answeredAt === null ? null : Date.parse(row.answeredAt),
    endedAt: row.endedAt === null ? null : Date.parse(row.endedAt),
  };
  return { call, revision, now };
}

function toStoredLeg({ successor, ...leg }: Leg): StoredLeg {
  return { ...leg, heir: successor };
}

function toLeg({ heir, ...leg }: StoredLeg): Leg {
  return { ...leg, successor: heir };
}

const toIso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());

function toWholeMs(value: unknown): number {
  return Math.floor(Number(value));
}
