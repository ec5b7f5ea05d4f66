import type { UserRole } from '@jiggy-care/protocol';
import { Injectable } from '@nestjs/common';
import { partedSql } from '../bookings/standing.ts';
import { UNREAD_LATELY } from '../conversations/unread-lately.ts';
import { Database } from '../database/database.ts';

/** One of the two people of a conversation. */
export interface Pair {
  readonly conversationId: string;
  readonly userId: string;
}

export interface Addressee extends Pair {
  readonly role: UserRole;
}

/** What somebody has not read. */
export interface Unread {
  /** Numbers of the oldest and the newest message; there may be more between them that are read. */
  readonly firstSeq: number;
  readonly lastSeq: number;
  /** ISO time of the oldest. */
  readonly since: string;
  /** Up to which message they were told by mail. */
  readonly mailedSeq: number;
  /** Whether a device of theirs has said that it showed a notification of the newest one. */
  readonly wasShown: boolean;
}

/** `$1` conversation, `$2` reader. Messages are looked through from the newest back, until all unread ones are found. */
const FIND = `
select u."firstSeq", u."lastSeq", u.since, coalesce(n.mailed_seq, 0) as "mailedSeq",
  coalesce(n.shown_seq, 0) >= u."lastSeq" as "wasShown"
from conversations c
left join unread_notices n on n.conversation_id = c.id and n.user_id = $2
cross join lateral (
  select min(seq) as "firstSeq", max(seq) as "lastSeq", min(created_at) as since from (
    select m.seq, m.created_at from messages m
    where m.conversation_id = c.id and m.sender_id <> $2 and not m.is_read
    order by m.seq desc
    limit case when c.consultant_id = $2 then c.consultant_unread else c.patient_unread end
  ) as unread
) as u
where c.id = $1 and $2 in (c.consultant_id, c.patient_id) and u."firstSeq" is not null and not ${partedSql('c')}`;

const NOTE_MAILED = `
insert into unread_notices (conversation_id, user_id, mailed_seq) values ($1, $2, $3)
on conflict (conversation_id, user_id) do update
set mailed_seq = greatest(unread_notices.mailed_seq, excluded.mailed_seq)`;

const NOTE_SHOWN = `
insert into unread_notices (conversation_id, user_id, shown_seq) values ($1, $2, $3)
on conflict (conversation_id, user_id) do update
set shown_seq = greatest(unread_notices.shown_seq, excluded.shown_seq)`;

/** `$1` since when something has happened in the conversation. Whoever was told already and has not read is left out. */
const LIST_UNTOLD = `
select l.id as "conversationId", l.user_id as "userId", l.role
from (${UNREAD_LATELY}) as l
where coalesce(
    (select n.mailed_seq from unread_notices n where n.conversation_id = l.id and n.user_id = l.user_id), 0
  ) < (
    select min(seq) from (
      select m.seq from messages m
      where m.conversation_id = l.id and m.sender_id <> l.user_id and not m.is_read
      order by m.seq desc limit l.unread
    ) as unread
  )`;

/** What people have not read, and whether they were told of it by mail. */
@Injectable()
export class UnreadMailRepository {
  constructor(private readonly database: Database) {}

  /** `undefined` where nothing is unread, or the two are parted. */
  async find({ conversationId, userId }: Pair): Promise<Unread | undefined> {
    return (await this.database.pool.query<Unread>(FIND, [conversationId, userId])).rows[0];
  }

  async noteMailed({ conversationId, userId }: Pair, upToSeq: number): Promise<void> {
    await this.database.pool.query(NOTE_MAILED, [conversationId, userId, upToSeq]);
  }

  async noteShown({ conversationId, userId }: Pair, upToSeq: number): Promise<void> {
    await this.database.pool.query(NOTE_SHOWN, [conversationId, userId, upToSeq]);
  }

  async listUntold(since: number): Promise<Addressee[]> {
    return (await this.database.pool.query<Addressee>(LIST_UNTOLD, [new Date(since).toISOString()])).rows;
  }
}
