import {
  type Conversation,
  LIMITS,
  type Message,
  type SentMessage,
  type UserRole,
} from '@jiggy-care/protocol';
import { Injectable } from '@nestjs/common';
import { and, asc, desc, eq, gt, lt, lte, type SQL, sql } from 'drizzle-orm';
import { messageColumns, toMessage } from '../conversations/message-row.ts';
import { Database } from '../database/database.ts';
import { conversations, messages } from '../database/schema.ts';
import { countWithinBudget } from '../edge/page-budget.ts';
import type { ConversationOfTwo } from '../facts/fact-list.ts';
import { Facts } from '../facts/facts.ts';

/** A stretch of history, and whether there is more beyond it. */
export interface HistoryPage {
  readonly messages: Message[];
  readonly hasMore: boolean;
}

/** Messages that were unread until just now. */
export interface NowRead {
  readonly messageIds: string[];
  readonly readAt: string;
}

@Injectable()
export class MessagesRepository {
  constructor(
    private readonly database: Database,
    private readonly facts: Facts,
  ) {}

  /**
   * Newest first from `offset` messages before the end. Sequence numbers have no gaps, so an offset is a
   * range of them and costs the same at any depth.
   */
  async pageByOffset(conversationId: string, offset: number, limit: number): Promise<HistoryPage> {
    const [counters] = await this.database.db
      .select({ lastSeq: conversations.lastSeq })
      .from(conversations)
      .where(eq(conversations.id, conversationId));
    const newest = (counters?.lastSeq ?? 0) - offset;
    return this.pageDown(conversationId, lte(messages.seq, newest), limit);
  }

  /** The messages before this one, newest first. */
  pageBefore(conversationId: string, seq: number, limit: number): Promise<HistoryPage> {
    return this.pageDown(conversationId, lt(messages.seq, seq), limit);
  }

  /** The messages after this one, oldest first. */
  async pageAfter(conversationId: string, seq: number, limit: number): Promise<HistoryPage> {
    const found = and(eq(messages.conversationId, conversationId), gt(messages.seq, seq));
    const fitting = await this.countFitting(found, asc(messages.seq), limit);
    const rows = await this.database.db
      .select(messageColumns)
      .from(messages)
      .where(found)
      .orderBy(asc(messages.seq))
      .limit(fitting + 1);
    return { messages: rows.slice(0, fitting).map(toMessage), hasMore: rows.length > fitting };
  }

  /** The number of the newest message of each of these conversations. */
  async newestSeqs(conversationIds: readonly string[]): Promise<Map<string, number>> {
    const rows = await this.database.db
      .select({ id: conversations.id, lastSeq: conversations.lastSeq })
      .from(conversations)
      .where(sql`${conversations.id} = any(${sql.param([...conversationIds])}::uuid[])`);
    return new Map(rows.map(({ id, lastSeq }) => [id, lastSeq]));
  }

  /** The messages after this one, oldest first, each with its conversation, as they are announced. */
  async announcementsAfter(conversationId: string, seq: number, limit: number): Promise<SentMessage[]> {
    const [conversation] = await this.database.db
      .select({
        id: conversations.id,
        consultantId: conversations.consultantId,
        patientId: conversations.patientId,
        bookingId: conversations.bookingId,
        createdAt: conversations.createdAt,
        updatedAt: conversations.updatedAt,
      })
      .from(conversations)
      .where(eq(conversations.id, conversationId));
    if (conversation === undefined) return [];
    const { messages: found } = await this.pageAfter(conversationId, seq, limit);
    return found.map((message) => ({ message, conversation }));
  }

  async findSeq(conversationId: string, messageId: string): Promise<number | undefined> {
    const [row] = await this.database.db
      .select({ seq: messages.seq })
      .from(messages)
      .where(and(eq(messages.id, messageId), eq(messages.conversationId, conversationId)));
    return row?.seq;
  }

  async countUnread(conversation: Conversation, role: UserRole): Promise<number> {
    const unread = role === 'consultant' ? conversations.consultantUnread : conversations.patientUnread;
    const [row] = await this.database.db
      .select({ unread })
      .from(conversations)
      .where(eq(conversations.id, conversation.id));
    return row?.unread ?? 0;
  }

  /**
   * Marks those of the messages that are of this conversation, from the other person, and unread.
   *
   * @returns those that really changed, oldest first, and since when; `undefined` when there are none
   */
  async markRead(
    conversation: ConversationOfTwo,
    readerId: string,
    readerRole: UserRole,
    messageIds: readonly string[],
  ): Promise<NowRead | undefined> {
    const conversationId = conversation.id;
    const unread = sql.identifier(readerRole === 'consultant' ? 'consultant_unread' : 'patient_unread');
    const ids = sql`${sql.param(messageIds)}::uuid[]`;
    // Two devices may mark the same at once: the lock makes them take turns, and the second finds the rows
    // read already (the update looks at them anew), though its own snapshot still shows them unread.
    const marking = sql`
      with locked as (
        select id, last_change from conversations where id = ${conversationId} for no key update
      ), wanted as (
        select m.id, row_number() over (order by m.seq) as place
        from messages m join locked on m.conversation_id = locked.id
        where m.id = any(${ids}) and m.sender_id <> ${readerId} and not m.is_read
      ), changed as (
        update messages m
        set is_read = true, read_at = now(), updated_at = now(), change = locked.last_change + wanted.place
        from wanted, locked
        where m.id = wanted.id and not m.is_read
        returning m.id, m.seq, m.read_at
      ), counted as (
        update conversations c
        set last_change = c.last_change + (select count(*) from wanted),
            ${unread} = c.${unread} - (select count(*) from changed)
        where c.id = ${conversationId} and exists (select from wanted)
      )
      select id, read_at as "readAt" from changed order by seq`;
    return this.facts.recording(
      'messages.read',
      async ({ tx }) => asNowRead((await tx.execute<{ id: string; readAt: string }>(marking)).rows),
      (read) => (read ? [{ conversation, messageIds: read.messageIds, by: readerId }] : []),
    );
  }

  /** The number of the newest change in a conversation. */
  async lastChange(conversationId: string): Promise<number> {
    const [row] = await this.database.db
      .select({ lastChange: conversations.lastChange })
      .from(conversations)
      .where(eq(conversations.id, conversationId));
    return row?.lastChange ?? 0;
  }

  /** Messages added or changed after a change number, in the order of change; as many as a page holds. */
  async listChanged(
    conversationId: string,
    { after, limit }: { after: number; limit: number },
  ): Promise<{ changes: { change: number; message: Message }[]; hasMore: boolean }> {
    const found = and(eq(messages.conversationId, conversationId), gt(messages.change, after));
    const fitting = await this.countFitting(found, asc(messages.change), limit);
    const rows = await this.database.db
      .select({ ...messageColumns, change: messages.change })
      .from(messages)
      .where(found)
      .orderBy(asc(messages.change))
      .limit(fitting + 1);
    return {
      changes: rows.slice(0, fitting).map(({ change, ...row }) => ({ change, message: toMessage(row) })),
      hasMore: rows.length > fitting,
    };
  }

  private async pageDown(conversationId: string, range: SQL, limit: number): Promise<HistoryPage> {
    const found = and(eq(messages.conversationId, conversationId), range);
    const rows = await this.database.db
      .select(messageColumns)
      .from(messages)
      .where(found)
      .orderBy(desc(messages.seq))
      .limit(await this.countFitting(found, desc(messages.seq), limit));
    return { messages: rows.map(toMessage), hasMore: (rows.at(-1)?.seq ?? 1) > 1 };
  }

  /** How many of these messages a page holds; their sizes are read, their texts are not. */
  private async countFitting(found: SQL | undefined, order: SQL, limit: number): Promise<number> {
    if (limit <= LIMITS.pageDefault) return limit;
    const rows = await this.database.db
      .select({ bytes: sql<number>`octet_length(${messages.content})` })
      .from(messages)
      .where(found)
      .orderBy(order)
      .limit(limit);
    const fitting = countWithinBudget(rows.map(({ bytes }) => bytes));
    return fitting === rows.length ? limit : fitting;
  }
}

function asNowRead(rows: readonly { readonly id: string; readonly readAt: string }[]): NowRead | undefined {
  const [first] = rows;
  return first && { messageIds: rows.map(({ id }) => id), readAt: first.readAt };
}
