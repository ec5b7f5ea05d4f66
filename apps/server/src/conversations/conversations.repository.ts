import type { Conversation, UserRole } from '@jiggy-care/protocol';
import { Injectable } from '@nestjs/common';
import { and, desc, eq, inArray, lt, or, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { Database } from '../database/database.ts';
import { bookings, conversations, messages, users } from '../database/schema.ts';

const consultants = alias(users, 'consultant');
const patients = alias(users, 'patient');

const model = {
  id: conversations.id,
  consultantId: conversations.consultantId,
  patientId: conversations.patientId,
  bookingId: conversations.bookingId,
  createdAt: conversations.createdAt,
  updatedAt: conversations.updatedAt,
};

/** Everything the inbox shows of a conversation, for both of its people. */
const overview = {
  conversation: model,
  lastSeq: conversations.lastSeq,
  consultantUnread: conversations.consultantUnread,
  patientUnread: conversations.patientUnread,
  consultantName: consultants.name,
  patientName: patients.name,
  lastMessage: {
    id: messages.id,
    seq: messages.seq,
    senderId: messages.senderId,
    senderType: messages.senderType,
    content: messages.content,
    clientMessageId: messages.clientMessageId,
    isRead: messages.isRead,
    createdAt: messages.createdAt,
    updatedAt: messages.updatedAt,
  },
};

export type Overview = Awaited<ReturnType<ConversationsRepository['listOverviews']>>[number];

interface PageOf {
  readonly userId: string;
  readonly limit?: number | undefined;
  readonly before?: Pick<Conversation, 'id' | 'updatedAt'> | undefined;
}

@Injectable()
export class ConversationsRepository {
  constructor(private readonly database: Database) {}

  /** The conversation if the person takes part in it. */
  async findFor(id: string, userId: string): Promise<Conversation | undefined> {
    const [row] = await this.database.db
      .select(model)
      .from(conversations)
      .where(and(eq(conversations.id, id), isParticipant(userId)));
    return row;
  }

  async findByBookingFor(bookingId: string, userId: string): Promise<Conversation | undefined> {
    const [row] = await this.database.db
      .select(model)
      .from(conversations)
      .where(and(eq(conversations.bookingId, bookingId), isParticipant(userId)));
    return row;
  }

  /** The one conversation of a booking of the person, made now if there was none; however many ask at once. */
  async openByBookingFor(bookingId: string, userId: string): Promise<Conversation | undefined> {
    await this.database.db.execute(sql`
      insert into ${conversations} (booking_id, consultant_id, patient_id)
      select id, consultant_id, patient_id from ${bookings}
      where id = ${bookingId} and (consultant_id = ${userId} or patient_id = ${userId})
      on conflict (booking_id) do nothing`);
    return this.findByBookingFor(bookingId, userId);
  }

  /** Whether the booking behind a conversation was cancelled. */
  async isCancelled(id: string): Promise<boolean> {
    const [row] = await this.database.db
      .select({ status: bookings.status })
      .from(conversations)
      .innerJoin(bookings, eq(bookings.id, conversations.bookingId))
      .where(eq(conversations.id, id));
    return row?.status === 'cancelled';
  }

  async list(page: PageOf): Promise<Conversation[]> {
    const query = this.database.db
      .select(model)
      .from(conversations)
      .where(ofPage(page))
      .orderBy(...newestFirst);
    return page.limit === undefined ? query : query.limit(page.limit);
  }

  async listOverviews(page: PageOf) {
    const query = this.overviews()
      .where(ofPage(page))
      .orderBy(...newestFirst);
    return page.limit === undefined ? query : query.limit(page.limit);
  }

  async findOverviews(ids: readonly string[]): Promise<Overview[]> {
    return this.overviews().where(inArray(conversations.id, [...ids]));
  }

  /** Everyone who shares a conversation with the person. */
  async listPeers(userId: string): Promise<string[]> {
    const rows = await this.database.db
      .selectDistinct({
        peer: sql<string>`case when ${conversations.consultantId} = ${userId} then ${conversations.patientId} else ${conversations.consultantId} end`,
      })
      .from(conversations)
      .where(isParticipant(userId));
    return rows.map(({ peer }) => peer);
  }

  async findPerson(userId: string): Promise<{ name: string; role: UserRole } | undefined> {
    const [row] = await this.database.db
      .select({ name: users.name, role: users.role })
      .from(users)
      .where(eq(users.id, userId));
    return row;
  }

  private overviews() {
    return this.database.db
      .select(overview)
      .from(conversations)
      .innerJoin(consultants, eq(consultants.id, conversations.consultantId))
      .innerJoin(patients, eq(patients.id, conversations.patientId))
      .leftJoin(
        messages,
        and(eq(messages.conversationId, conversations.id), eq(messages.seq, conversations.lastSeq)),
      );
  }
}

const newestFirst = [desc(conversations.updatedAt), desc(conversations.id)] as const;

function isParticipant(userId: string): SQL | undefined {
  return or(eq(conversations.consultantId, userId), eq(conversations.patientId, userId));
}

function ofPage({ userId, before }: PageOf): SQL | undefined {
  if (before === undefined) return isParticipant(userId);
  return and(
    isParticipant(userId),
    or(
      lt(conversations.updatedAt, before.updatedAt),
      and(eq(conversations.updatedAt, before.updatedAt), lt(conversations.id, before.id)),
    ),
  );
}
