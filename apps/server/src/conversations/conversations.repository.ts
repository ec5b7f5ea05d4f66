import type { Conversation, UserRole } from '@jiggy-care/protocol';
import { Injectable } from '@nestjs/common';
import DataLoader from 'dataloader';
import { and, eq, or, type SQL, sql } from 'drizzle-orm';
import { blockedSql, partedSql, type Standing, standingSql } from '../bookings/standing.ts';
import { IN_ONE_BREATH } from '../concurrency/in-one-breath.ts';
import { Database } from '../database/database.ts';
import { bookings, conversations, messages } from '../database/schema.ts';
import { Facts } from '../facts/facts.ts';
import { personAs } from '../people/person-sql.ts';
import { messageColumns } from './message-row.ts';

const consultant = personAs('consultant');
const patient = personAs('patient');

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
  isParted: sql<boolean>`${sql.raw(partedSql('conversations'))}`,
  /** Whether the two have a conversation, this or another, that is not closed. */
  mayMeet: sql<boolean>`${sql.raw(`not ${partedSql('conversations')} and ${hasOpenSql('conversations')}`)}`,
  consultantUnread: conversations.consultantUnread,
  patientUnread: conversations.patientUnread,
  consultantName: consultant.name,
  patientName: patient.name,
  lastMessage: messageColumns,
};

const isLastMessage = and(
  eq(messages.conversationId, conversations.id),
  eq(messages.seq, conversations.lastSeq),
);

export type Overview = Awaited<ReturnType<ConversationsRepository['listOverviews']>>[number];

type Pair = Pick<Conversation, 'consultantId' | 'patientId'>;
type OpenedRow = Conversation & Record<string, unknown>;

interface PageOf {
  readonly userId: string;
  readonly role: UserRole;
  readonly limit: number;
  readonly before?: Pick<Conversation, 'id' | 'updatedAt'> | undefined;
}

@Injectable()
export class ConversationsRepository {
  // Whoever comes, goes or joins in one breath is looked up together.
  private readonly byId = new DataLoader((ids: readonly string[]) => this.findAll(ids), IN_ONE_BREATH);
  private readonly peers = new DataLoader(
    (userIds: readonly string[]) => this.listOthers(LIST_PEERS, userIds),
    IN_ONE_BREATH,
  );
  private readonly witnesses = new DataLoader(
    (userIds: readonly string[]) => this.listOthers(LIST_WITNESSES, userIds),
    IN_ONE_BREATH,
  );

  constructor(
    private readonly database: Database,
    private readonly facts: Facts,
  ) {}

  /** The conversation if the person takes part in it. */
  async findFor(id: string, userId: string): Promise<Conversation | undefined> {
    const conversation = await this.byId.load(id);
    return conversation !== undefined && isOneOf(conversation, userId) ? conversation : undefined;
  }

  private async findAll(ids: readonly string[]): Promise<(Conversation | undefined)[]> {
    const rows = await this.database.db
      .select(model)
      .from(conversations)
      .where(sql`${conversations.id} = any(${sql.param([...ids])}::uuid[])`);
    const byId = new Map(rows.map((row) => [row.id, row]));
    return ids.map((id) => byId.get(id));
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
   * Where two people may not reach each other none is made.
   *
   * @param pair where given, nothing is made unless the booking is of exactly these two
   * @param toWrite whether something is to be written into it: then none is made of a cancelled booking either
   */
  async openByBookingFor(
    bookingId: string,
    userId: string,
    { pair, toWrite = false }: { pair?: Pair | undefined; toWrite?: boolean | undefined } = {},
  ): Promise<Conversation | undefined> {
    const standings: Standing[] = toWrite ? ['open'] : ['open', 'cancelled'];
    const ofPair =
      pair === undefined
        ? sql``
        : sql`and consultant_id = ${pair.consultantId} and patient_id = ${pair.patientId}`;
    const opened = await this.facts.inTransaction(async (tx, note) => {
      const { rows } = await tx.execute<OpenedRow>(sql`
        insert into ${conversations} (booking_id, consultant_id, patient_id)
        select id, consultant_id, patient_id from ${bookings} b
        where id = ${bookingId} and (consultant_id = ${userId} or patient_id = ${userId}) ${ofPair}
          and ${sql.raw(standingSql('b'))} = any(${sql.param(standings)})
        on conflict (booking_id) do nothing
        returning id, consultant_id as "consultantId", patient_id as "patientId", booking_id as "bookingId",
          created_at as "createdAt", updated_at as "updatedAt"`);
      const [conversation] = rows;
      if (conversation !== undefined) note('conversation.opened', { conversation, by: userId });
      return conversation;
    });
    return opened ?? this.findByBookingFor(bookingId, userId);
  }

  /** How the two people of a booking of the person stand; `undefined` when there is none. */
  async findBookingStanding(bookingId: string, userId: string): Promise<Standing | undefined> {
    const { rows } = await this.database.pool.query<{ standing: Standing }>(FIND_BOOKING_STANDING, [
      bookingId,
      userId,
    ]);
    return rows[0]?.standing;
  }

  /** Whether two people are parted, and whether they have a conversation that is not closed. */
  async findTies(consultantId: string, patientId: string): Promise<{ isParted: boolean; hasOpen: boolean }> {
    const { rows } = await this.database.pool.query(FIND_TIES, [consultantId, patientId]);
    return rows[0];
  }

  /** How the two people of a conversation stand; `undefined` when there is none. */
  async findStanding(id: string): Promise<Standing | undefined> {
    const { rows } = await this.database.pool.query<{ standing: Standing }>(FIND_STANDING, [id]);
    return rows[0]?.standing;
  }

  async list(page: PageOf): Promise<Conversation[]> {
    return this.database.db
      .select(model)
      .from(conversations)
      .where(ofPage(page))
      .orderBy(...newestFirst)
      .limit(page.limit);
  }

  async listOverviews(page: PageOf) {
    return this.overviews()
      .where(ofPage(page))
      .orderBy(...newestFirst)
      .limit(page.limit);
  }

  /** The bytes of the last message of each conversation of a page. */
  async measureOverviews(page: PageOf): Promise<number[]> {
    const rows = await this.database.db
      .select({ bytes: sql<number>`coalesce(octet_length(${messages.content}), 0)` })
      .from(conversations)
      .leftJoin(messages, isLastMessage)
      .where(ofPage(page))
      .orderBy(...newestFirst)
      .limit(page.limit);
    return rows.map(({ bytes }) => bytes);
  }

  async findOverviews(ids: readonly string[]): Promise<Overview[]> {
    return this.overviews().where(sql`${conversations.id} = any(${sql.param([...ids])}::uuid[])`);
  }

  /** All that the person takes part in. */
  async listOfPerson(userId: string): Promise<Conversation[]> {
    return this.database.db.select(model).from(conversations).where(isParticipant(userId));
  }

  /** Everyone who may see the person come: they share a conversation that is not closed, and are not parted. */
  async listPeers(userId: string): Promise<string[]> {
    return this.peers.load(userId);
  }

  /** Everyone who may have seen the person here, and now sees them go: also of an account that was closed. */
  async listWitnesses(userId: string): Promise<string[]> {
    return this.witnesses.load(userId);
  }

  private async listOthers(statement: string, userIds: readonly string[]): Promise<string[][]> {
    const { rows } = await this.database.pool.query<{ userId: string; peer: string }>(statement, [userIds]);
    const peers = new Map(userIds.map((userId): [string, string[]] => [userId, []]));
    for (const { userId, peer } of rows) peers.get(userId)?.push(peer);
    return userIds.map((userId) => peers.get(userId) ?? []);
  }

  private overviews() {
    return this.database.db
      .select(overview)
      .from(conversations)
      .innerJoin(...consultant.by(conversations.consultantId))
      .innerJoin(...patient.by(conversations.patientId))
      .leftJoin(messages, isLastMessage);
  }
}

const FIND_BOOKING_STANDING = `select ${standingSql('b')} as standing from bookings b
  where b.id = $1 and (b.consultant_id = $2 or b.patient_id = $2)`;

const FIND_TIES = `select ${partedSql('p')} as "isParted", ${hasOpenSql('p')} as "hasOpen"
  from (values ($1::uuid, $2::uuid)) as p(consultant_id, patient_id)`;

const LIST_PEERS = peersSql(partedSql('p'));
const LIST_WITNESSES = peersSql(blockedSql('p'));

/** The pairs first, so that each is judged once, however many conversations it has. */
function peersSql(isHidden: string): string {
  return `
  select u.id as "userId", case when p.consultant_id = u.id then p.patient_id else p.consultant_id end as peer
  from unnest($1::uuid[]) as u(id) cross join lateral (
    select distinct c.consultant_id, c.patient_id from conversations c join bookings b on b.id = c.booking_id
    where (c.consultant_id = u.id or c.patient_id = u.id) and b.status <> 'cancelled'
  ) p
  where not ${isHidden}`;
}

const FIND_STANDING = `select ${standingSql('b')} as standing
  from conversations c join bookings b on b.id = c.booking_id where c.id = $1`;

/** SQL of whether two people have a conversation whose booking is not cancelled. */
function hasOpenSql(pair: string): string {
  return `exists (
    select from bookings o join conversations oc on oc.booking_id = o.id
    where o.consultant_id = ${pair}.consultant_id and o.patient_id = ${pair}.patient_id and o.status <> 'cancelled'
  )`;
}

/** `nulls last` as the indexes have it, or PostgreSQL would sort instead of reading in their order. */
const newestFirst = [conversations.updatedAt, conversations.id].map(
  (column) => sql`${column} desc nulls last`,
);

function isOneOf({ consultantId, patientId }: Pair, userId: string): boolean {
  return consultantId === userId || patientId === userId;
}

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
