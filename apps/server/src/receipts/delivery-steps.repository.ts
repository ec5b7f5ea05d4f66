import type { MessagesDelivered, UserRole } from '@jiggy-care/protocol';
import { Injectable } from '@nestjs/common';
import { partedSql } from '../bookings/standing.ts';
import { Database } from '../database/database.ts';
import type { Horizon } from './horizons.ts';

/** One step further, and who is told of it. */
export interface Step {
  readonly senderId: string;
  readonly told: MessagesDelivered;
}

interface StepRow extends MessagesDelivered {
  readonly senderId: string;
}

/** So many messages are looked at for one of the other person that nobody has told of before. */
const LOOK_BACK = 100;
/** Of each conversation, for those who may have missed them. */
const LAST_STEPS = 20;

/** The other role than that of the person (`userId`) in a conversation (`c`): whose messages reach them. */
const otherRole = (userId: string) =>
  `case when ${userId} = c.consultant_id then 'patient' else 'consultant' end`;

/**
 * Writes a step for each horizon that reaches a message which is neither read nor delivered before, up to the newest of
 * those. Between two who are parted nothing is delivered: it would tell one when the other is here.
 *
 * By horizon: `$1` conversation, `$2` whom they have reached, `$3` how far, `$4` how many ms ago.
 */
const ADVANCE = `
with said as (
  select c.id, c.consultant_id, c.patient_id, h.user_id, h.up_to_seq, h.ago_ms, ${otherRole('h.user_id')} as sender_type
  from unnest($1::uuid[], $2::uuid[], $3::int[], $4::float8[]) as h(conversation_id, user_id, up_to_seq, ago_ms)
  join conversations c on c.id = h.conversation_id and h.user_id in (c.consultant_id, c.patient_id)
), reached as (
  select said.*, newest.seq, newest.created_at
  from said cross join lateral (
    select near.seq, near.created_at from (
      select m.seq, m.created_at, m.sender_type, m.is_read from messages m
      where m.conversation_id = said.id and m.seq <= said.up_to_seq and m.seq > coalesce((
        select max(d.up_to_seq) from delivery_steps d
        where d.conversation_id = said.id and d.sender_type = said.sender_type
      ), 0)
      order by m.seq desc limit ${LOOK_BACK}
    ) near
    where near.sender_type = said.sender_type and not near.is_read
    order by near.seq desc limit 1
  ) newest
  where not ${partedSql('said')}
), stored as (
  insert into delivery_steps (conversation_id, sender_type, up_to_seq, delivered_at)
  select id, sender_type, seq, greatest(created_at, clock_timestamp() - ago_ms * interval '1 ms') from reached
  order by id, sender_type, seq
  on conflict do nothing
  returning conversation_id, sender_type, up_to_seq, delivered_at
)
select r.id as "conversationId", r.user_id as "userId", s.up_to_seq as "upToSeq", s.delivered_at as "deliveredAt",
  case when r.user_id = r.consultant_id then r.patient_id else r.consultant_id end as "senderId"
from stored s join reached r on r.id = s.conversation_id and r.sender_type = s.sender_type`;

/** Of the messages that people (`$1`) have sent, what was delivered in the last `$2` ms. */
const LATELY = `
select c.id as "conversationId", d.up_to_seq as "upToSeq", d.delivered_at as "deliveredAt", u.id as "senderId",
  case when u.id = c.consultant_id then c.patient_id else c.consultant_id end as "userId"
from unnest($1::uuid[]) as u(id)
join conversations c on c.consultant_id = u.id or c.patient_id = u.id
cross join lateral (
  select up_to_seq, delivered_at from delivery_steps
  where conversation_id = c.id and sender_type = case when u.id = c.consultant_id then 'consultant' else 'patient' end
  order by up_to_seq desc limit ${LAST_STEPS}
) d
where d.delivered_at > clock_timestamp() - $2 * interval '1 ms' and not ${partedSql('c')}
order by d.up_to_seq`;

const FROM = `
select up_to_seq as "upToSeq", delivered_at as "deliveredAt" from delivery_steps
where conversation_id = $1 and sender_type = $2 and up_to_seq >= $3 order by up_to_seq limit $4`;

const REACHED = `
select coalesce(max(up_to_seq), 0) as "upToSeq" from delivery_steps where conversation_id = $1 and sender_type = $2`;

/** SQL of how far messages have reached people, step by step. */
@Injectable()
export class DeliveryStepsRepository {
  constructor(private readonly database: Database) {}

  /**
   * All of them in one statement. What says nothing new, and what a stranger says, is passed over.
   *
   * @param now by the same stopwatch as the horizons
   */
  async advance(horizons: readonly Horizon[], now: number): Promise<Step[]> {
    const { rows } = await this.database.pool.query<StepRow>({
      name: 'advance-delivery',
      text: ADVANCE,
      values: [
        horizons.map(({ conversationId }) => conversationId),
        horizons.map(({ userId }) => userId),
        horizons.map(({ upToSeq }) => upToSeq),
        horizons.map(({ at }) => Math.max(0, now - at)),
      ],
    });
    return rows.map(toStep);
  }

  async listLately(people: readonly string[], sinceMs: number): Promise<Step[]> {
    return (await this.database.pool.query<StepRow>(LATELY, [people, sinceMs])).rows.map(toStep);
  }

  /** The steps of one sender's messages from a number on, the nearest first. */
  async listFrom(
    conversationId: string,
    senderType: UserRole,
    { from, limit }: { from: number; limit: number },
  ): Promise<Pick<MessagesDelivered, 'upToSeq' | 'deliveredAt'>[]> {
    return (await this.database.pool.query(FROM, [conversationId, senderType, from, limit])).rows;
  }

  /** How far one sender's messages have come; 0 = nowhere. */
  async findReached(conversationId: string, senderType: UserRole): Promise<number> {
    return (await this.database.pool.query(REACHED, [conversationId, senderType])).rows[0].upToSeq;
  }
}

function toStep({ senderId, ...told }: StepRow): Step {
  return { senderId, told };
}
