import { Injectable } from '@nestjs/common';
import { sql } from 'drizzle-orm';
import { Database } from '../../database/database.ts';
import { RINGS_COUNT_FOR_MS, type VainRing } from '../rules/ring-pause.ts';

/** How many of the newest messages of a conversation are looked through for a word of the other person. */
const MESSAGES_LOOKED_THROUGH = 200;
/** Written so shortly after or before a decline, a message gives its reason. */
const SENT_WITH_DECLINE_MS = 10_000;
/** More rings than one person can make in the time that counts would only cost time to read. */
const MOST_RINGS = 500;

interface Row extends Record<string, unknown> {
  readonly status: VainRing['status'];
  readonly startedAt: number | string;
  readonly endedAt: number | string;
}

/** What became of one person's rings at another's, read from the call log, so that every node knows the same. */
@Injectable()
export class RingHistoryRepository {
  constructor(private readonly database: Database) {}

  /**
   * The rings in vain of a caller at a callee that still count: since the two last talked, since the callee last
   * called the caller, and since the callee last wrote to the caller, other than to say why they decline.
   */
  async listVain(callerId: string, calleeId: string): Promise<VainRing[]> {
    const { rows } = await this.database.db.execute<Row>(sql`
      with since as (
        select greatest(
          clock_timestamp() - ${RINGS_COUNT_FOR_MS} * interval '1 millisecond',
          (
            select max(coalesce(answered_at, started_at)) from calls
            where caller_id = ${calleeId} and callee_id = ${callerId}
              and started_at > clock_timestamp() - ${RINGS_COUNT_FOR_MS} * interval '1 millisecond'
          ),
          (
            select max(answered_at) from calls
            where caller_id = ${callerId} and callee_id = ${calleeId}
              and started_at > clock_timestamp() - ${RINGS_COUNT_FOR_MS} * interval '1 millisecond'
          ),
          (
            select max(word.created_at) from conversations c
            cross join lateral (
              select m.sender_id, m.created_at from messages m
              where m.conversation_id = c.id order by m.seq desc limit ${MESSAGES_LOOKED_THROUGH}
            ) word
            where (c.patient_id, c.consultant_id) in ((${callerId}, ${calleeId}), (${calleeId}, ${callerId}))
              and c.updated_at > clock_timestamp() - ${RINGS_COUNT_FOR_MS} * interval '1 millisecond'
              and word.sender_id = ${calleeId}
              and not exists (
                select from calls
                where caller_id = ${callerId} and callee_id = ${calleeId} and status = 'rejected'
                  and word.created_at - ended_at between ${-SENT_WITH_DECLINE_MS} * interval '1 millisecond'
                    and ${SENT_WITH_DECLINE_MS} * interval '1 millisecond'
              )
          )
        ) as at
      )
      select
        status,
        extract(epoch from started_at) * 1000 as "startedAt",
        extract(epoch from ended_at) * 1000 as "endedAt"
      from calls, since
      where caller_id = ${callerId} and callee_id = ${calleeId}
        and status in ('rejected', 'missed', 'cancelled') and ended_at > since.at and started_at > since.at
      order by started_at desc limit ${MOST_RINGS}`);
    return rows.map(({ status, startedAt, endedAt }) => ({
      status,
      startedAt: Number(startedAt),
      endedAt: Number(endedAt),
    }));
  }
}
