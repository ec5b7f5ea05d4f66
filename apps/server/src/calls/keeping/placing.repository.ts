import { Injectable } from '@nestjs/common';
import { type Standing, standingSql } from '../../bookings/standing.ts';
import { Database } from '../../database/database.ts';
import { nameSql } from '../../people/person-sql.ts';
import { RINGS_COUNT_FOR_MS, type VainRing } from '../rules/ring-pause.ts';

/** How many of the newest messages of a conversation are looked through for a word of the other person. */
const MESSAGES_LOOKED_THROUGH = 200;
/** Written so shortly after or before a decline, a message gives its reason. */
const SENT_WITH_DECLINE_MS = 10_000;
/** More rings than one person can make in the time that counts would only cost time to read. */
const MOST_RINGS = 500;

/** How things stand before one person calls another. */
export interface Situation {
  readonly standing: Standing;
  /** Ms since the epoch by the clock of the database, which all nodes share. */
  readonly now: number;
  readonly callerName: string | undefined;
  /** The live call that each of the two is in, with whomever. */
  readonly callerIn: string | null;
  readonly calleeIn: string | null;
  /** What became of the caller's rings at the callee, as far as it counts; read from the log, so that every node knows the same. */
  readonly ringsInVain: readonly VainRing[];
}

interface Row extends Record<string, unknown>, Omit<Situation, 'now' | 'callerName'> {
  readonly now: number | string;
  readonly callerName: string | null;
}

/** What has to be known to place a call, read at once. */
@Injectable()
export class PlacingRepository {
  constructor(private readonly database: Database) {}

  /** How the two people of a conversation stand just now. */
  async get(conversationId: string, callerId: string, calleeId: string): Promise<Situation> {
    const { rows } = await this.database.pool.query<Row>(SITUATION, [conversationId, callerId, calleeId]);
    const [row] = rows;
    if (row === undefined) throw new Error('cannot place a call: the conversation is gone');
    return { ...row, now: Math.floor(Number(row.now)), callerName: row.callerName ?? undefined };
  }
}

// By the time at which the statement began, which an index can be asked for; that of the clock may be another for each row.
const RECENT = `statement_timestamp() - ${RINGS_COUNT_FOR_MS} * interval '1 millisecond'`;

/**
 * The rings in vain of a caller (`$2`) at a callee (`$3`) that still count: since the two last talked, since the callee last
 * called the caller, and since the callee last wrote to the caller, other than to say why they decline.
 *
 * Where there are no rings at all, PostgreSQL never asks since when: that reads many messages.
 */
const RINGS_IN_VAIN = `
  with rings as materialized (
    select status, started_at, ended_at from calls
    where caller_id = $2 and callee_id = $3 and status in ('rejected', 'missed', 'cancelled')
      and started_at > ${RECENT} and ended_at > ${RECENT}
    order by started_at desc limit ${MOST_RINGS}
  ), since as (
    select greatest(
      (
        select max(coalesce(answered_at, started_at)) from calls
        where caller_id = $3 and callee_id = $2 and started_at > ${RECENT}
      ),
      (
        select max(answered_at) from calls
        where caller_id = $2 and callee_id = $3 and started_at > ${RECENT}
      ),
      (
        select max(word.created_at) from conversations c
        cross join lateral (
          select m.sender_id, m.created_at from messages m
          where m.conversation_id = c.id and m.seq > c.last_seq - ${MESSAGES_LOOKED_THROUGH}
        ) word
        where (c.patient_id, c.consultant_id) in (($2, $3), ($3, $2))
          and c.updated_at > ${RECENT}
          and word.sender_id = $3
          and not exists (
            select from calls
            where caller_id = $2 and callee_id = $3 and status = 'rejected'
              and word.created_at - ended_at between ${-SENT_WITH_DECLINE_MS} * interval '1 millisecond'
                and ${SENT_WITH_DECLINE_MS} * interval '1 millisecond'
          )
      ),
      '-infinity'
    ) as at
  )
  select
    status,
    extract(epoch from started_at) * 1000 as "startedAt",
    extract(epoch from ended_at) * 1000 as "endedAt"
  from rings
  where least(started_at, ended_at) > (select at from since)
  order by started_at desc`;

/** `$1` is the conversation. */
const SITUATION = `
  select
    ${standingSql('b')} as standing,
    extract(epoch from clock_timestamp()) * 1000 as now,
    ${nameSql('$2')} as "callerName",
    (select call_id from call_parties where user_id = $2) as "callerIn",
    (select call_id from call_parties where user_id = $3) as "calleeIn",
    (select coalesce(json_agg(ring), '[]') from (${RINGS_IN_VAIN}) ring) as "ringsInVain"
  from conversations c join bookings b on b.id = c.booking_id
  where c.id = $1`;
