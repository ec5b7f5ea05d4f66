import type { Conversation, UserRole } from '@jiggy-care/protocol';
import { Injectable } from '@nestjs/common';
import { and, eq, inArray, or, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { type Standing, standingSql } from '../bookings/standing.ts';
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

type Pair = Pick<Conversation, 'consultantId' | 'patientId'>;

interface PageOf {
  readonly userId: string;
  readonly role: UserRole;
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

  /**
   * The one conversation of a booking of the person, made now if there was none; however many ask at once.
   *
   * @param pair where given, nothing is made unless the booking is of exactly these two
   */
  async openByBookingFor(bookingId: string, userId: string, pair?: Pair): Promise<Conversation | undefined> {
    const ofPair =
      pair === undefined
        ? sql``
        : sql`and consultant_id = ${pair.consultantId} and patient_id = ${pair.patientId}`;
    await this.database.db.execute(sql`
      insert into ${conversations} (booking_id, consultant_id, patient_id)
      select id, consultant_id, patient_id from ${bookings}
      where id = ${bookingId} and (consultant_id = ${userId} or patient_id = ${userId}) ${ofPair}
      on conflict (booking_id) do nothing`);
    return this.findByBookingFor(bookingId, userId);
  }

  /** How the two people of a conversation stand; `undefined` when there is none. */
  async findStanding(id: string): Promise<Standing | undefined> {
    const { rows } = await this.database.pool.query<{ standing: Standing }>(FIND_STANDING, [id]);
    return rows[0]?.standing;
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

const FIND_STANDING = `select ${standingSql('b')} as standing
  from conversations c join bookings b on b.id = c.booking_id where c.id = $1`;

/** `nulls last` as the indexes have it, or PostgreSQL would sort instead of reading in their order. */
const newestFirst = [conversations.updatedAt, conversations.id].map(
  (column) => sql`${column} desc nulls last`,
);

function isParticipant(userId: string): SQL | undefined {
  return or(eq(conversations.consultantId, userId), eq(conversations.patientId, userId));
}

/** By the side that the role names and as one comparison of rows: so an index gives the page in its order, at any depth. */
function ofPage({ userId, role, before }: PageOf): SQL | undefined {
  const own = eq(role === 'consultant' ? conversations.consultantId : conversations.patientId, userId);
  if (before === undefined) return own;
  return and(
    own,
    sql`(${conversations.updatedAt}, ${conversations.id}) < (${before.updatedAt}::timestamptz, ${before.id}::uuid)`,
  );
}
