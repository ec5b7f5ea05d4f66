import { Injectable } from '@nestjs/common';
import { partedSql } from '../bookings/standing.ts';
import { readAtSql } from '../conversations/message-row.ts';
import { Database } from '../database/database.ts';

/** A conversation in which something happened. */
export interface ChangedConversation {
  readonly id: string;
  readonly consultantId: string;
  readonly patientId: string;
  readonly isParted: boolean;
  /** The number of its newest change. */
  readonly lastChange: number;
  /** Differs from one state of its inbox entry to the next. */
  readonly state: string;
}

/** Messages of one sender that the other has read at once, the oldest first. */
export interface Receipts {
  readonly conversationId: string;
  readonly senderId: string;
  readonly messageIds: string[];
  readonly readAt: string;
}

export interface Audience {
  readonly people: readonly string[];
  readonly conversationIds: readonly string[];
}

/** The change of a message that was made last is found by its index, so each conversation costs one look. */
const CHANGED = `
select c.id, c.consultant_id as "consultantId", c.patient_id as "patientId", c.last_change as "lastChange",
  c.last_change || ' ' || b.updated_at as state, ${partedSql('c')} as "isParted"
from conversations c
join bookings b on b.id = c.booking_id
left join lateral (
  select m.updated_at from messages m where m.conversation_id = c.id order by m.change desc limit 1
) newest on true
where (c.id = any($1::uuid[]) or c.consultant_id = any($2::uuid[]) or c.patient_id = any($2::uuid[]))
  and greatest(c.updated_at, b.updated_at, newest.updated_at) > clock_timestamp() - $3 * interval '1 ms'`;

const RECEIPTS = `
select wanted.id as "conversationId", m.sender_id as "senderId", array_agg(m.id order by m.seq) as "messageIds",
  ${readAtSql('m')} as "readAt"
from unnest($1::uuid[], $2::bigint[]) as wanted(id, change)
join messages m on m.conversation_id = wanted.id and m.change > wanted.change
where m.is_read and m.updated_at > clock_timestamp() - $3 * interval '1 ms'
group by wanted.id, m.sender_id, ${readAtSql('m')}`;

/** SQL of what happened lately, by the database's clock, in conversations that somebody on this node cares for. */
@Injectable()
export class MissedChangesRepository {
  constructor(private readonly database: Database) {}

  async listChanged({ people, conversationIds }: Audience, sinceMs: number): Promise<ChangedConversation[]> {
    const { rows } = await this.database.pool.query(CHANGED, [conversationIds, people, sinceMs]);
    return rows.map((row) => ({ ...row, lastChange: Number(row.lastChange) }));
  }

  /** What was read lately. @param wanted after which change of each conversation it counts */
  async listReceipts(
    wanted: readonly { readonly id: string; readonly after: number }[],
    sinceMs: number,
  ): Promise<Receipts[]> {
    const ids = wanted.map(({ id }) => id);
    const afters = wanted.map(({ after }) => after);
    const { rows } = await this.database.pool.query(RECEIPTS, [ids, afters, sinceMs]);
    return rows;
  }
}
