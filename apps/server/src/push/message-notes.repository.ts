import type { UserRole } from '@jiggy-care/protocol';
import { Injectable } from '@nestjs/common';
import { partedSql } from '../bookings/standing.ts';
import { UNREAD_LATELY } from '../conversations/unread-lately.ts';
import { Database } from '../database/database.ts';
import { nameSql } from '../people/person-sql.ts';

/** One of the two people of a conversation, as whoever may not know of something. */
export interface Reader {
  readonly conversationId: string;
  readonly userId: string;
}

/** What somebody has not read. */
export interface UnreadOf {
  /** In which role they take part. */
  readonly role: UserRole;
  readonly otherName: string | null;
  /** The number of the newest message that is unread; `null` where there is none. */
  readonly unreadSeq: number | null;
  /** Up to which message they were told. */
  readonly toldSeq: number;
  /** Whether nothing of the other may reach them. */
  readonly isParted: boolean;
}

/**
 * `$1` conversation, `$2` reader. Messages are looked through from the newest one back, and only where one is unread: the
 * history of who reads everything at once is not looked at.
 */
const FIND = `
select
  case when c.consultant_id = $2 then 'consultant' else 'patient' end as role,
  ${nameSql('case when c.consultant_id = $2 then c.patient_id else c.consultant_id end')} as "otherName",
  ${partedSql('c')} as "isParted",
  (
    select m.seq from messages m
    where m.conversation_id = c.id and m.sender_id <> $2 and not m.is_read
      and case when c.consultant_id = $2 then c.consultant_unread else c.patient_unread end > 0
    order by m.seq desc limit 1
  ) as "unreadSeq",
  coalesce(
    (select n.pushed_seq from unread_notices n where n.conversation_id = c.id and n.user_id = $2), 0
  ) as "toldSeq"
from conversations c
where c.id = $1 and $2 in (c.consultant_id, c.patient_id)`;

const NOTE_TOLD = `
insert into unread_notices (conversation_id, user_id, pushed_seq) values ($1, $2, $3)
on conflict (conversation_id, user_id) do update
set pushed_seq = greatest(unread_notices.pushed_seq, excluded.pushed_seq)`;

/** `$1` since when something has happened in the conversation. */
const FIND_UNTOLD = `
select l.id as "conversationId", l.user_id as "userId"
from (${UNREAD_LATELY}) as l
where coalesce(
    (select n.pushed_seq from unread_notices n where n.conversation_id = l.id and n.user_id = l.user_id), 0
  ) < (
    select m.seq from messages m
    where m.conversation_id = l.id and m.sender_id <> l.user_id and not m.is_read
    order by m.seq desc limit 1
  )`;

/** What people have not read, and were not told of outside of the app. */
@Injectable()
export class MessageNotesRepository {
  constructor(private readonly database: Database) {}

  /** @returns `undefined` where there is no such conversation of theirs */
  async find({ conversationId, userId }: Reader): Promise<UnreadOf | undefined> {
    return (await this.database.pool.query<UnreadOf>(FIND, [conversationId, userId])).rows[0];
  }

  async noteTold({ conversationId, userId }: Reader, upToSeq: number): Promise<void> {
    await this.database.pool.query(NOTE_TOLD, [conversationId, userId, upToSeq]);
  }

  async findUntold(since: number): Promise<Reader[]> {
    return (await this.database.pool.query<Reader>(FIND_UNTOLD, [new Date(since).toISOString()])).rows;
  }
}
