import { randomUUID } from 'node:crypto';
import type { Message, UserRole } from '@jiggy-care/protocol';
import { expect } from 'vitest';
import type { Database } from '../../src/database/database.ts';
import { openDatabase } from '../../src/database/open-database.ts';
import type { Draft } from '../../src/messages/message-store.repository.ts';
import { createDatabase } from '../support/test-server.ts';

/** A conversation with its two people, put into the database without a server. */
export interface StoredConversation {
  readonly id: string;
  readonly bookingId: string;
  readonly consultantId: string;
  readonly patientId: string;
}

/** A database without a server on it, and further pools on the same one: the nodes of a cluster. */
export interface Store {
  readonly database: Database;
  /** Another pool where the database allows it; the embedded one has a single session, so there it is the same. */
  anotherNode(): Promise<Database>;
  close(): Promise<void>;
}

const log = { info() {}, warn() {}, error() {} };

export async function openStore(): Promise<Store> {
  const own = await createDatabase();
  const open = () => openDatabase({ url: own.env.DATABASE_URL, dataDir: own.env.DATA_DIR as string, log });
  const databases = [await open()];
  const [database] = databases as [Database];
  return {
    database,
    anotherNode: async () => {
      if (database.kind === 'embedded') return database;
      const another = await open();
      databases.push(another);
      return another;
    },
    close: async () => {
      for (const opened of databases) await opened.close();
      await own.remove();
    },
  };
}

export async function makeConversations({ pool }: Database, count: number): Promise<StoredConversation[]> {
  const { rows } = await pool.query<StoredConversation>(
    `with people as (
       insert into users (email, name, role, password_hash)
       select role || gen_random_uuid() || '@example.org', 'Some ' || role, role, 'none'
       from unnest(array['consultant', 'patient']) role, generate_series(1, $1)
       returning id, role
     ), numbered as (
       select id, role, row_number() over (partition by role) as n from people
     ), booked as (
       insert into bookings (consultant_id, patient_id, scheduled_at, duration_minutes)
       select c.id, p.id, now(), 30 from numbered c join numbered p using (n)
       where c.role = 'consultant' and p.role = 'patient'
       returning id, consultant_id, patient_id
     )
     insert into conversations (booking_id, consultant_id, patient_id)
     select id, consultant_id, patient_id from booked
     returning id, booking_id as "bookingId", consultant_id as "consultantId", patient_id as "patientId"`,
    [count],
  );
  return rows;
}

export function draftOf(
  conversation: StoredConversation,
  senderType: UserRole,
  content = 'Good morning',
  clientMessageId?: string,
): Draft {
  return {
    id: randomUUID(),
    conversationId: conversation.id,
    senderId: senderType === 'patient' ? conversation.patientId : conversation.consultantId,
    senderType,
    content,
    clientMessageId,
  };
}

/** What the counters of a conversation say beside what its rows say. */
interface Audit {
  readonly lastSeq: number;
  readonly messages: number;
  readonly highestSeq: number;
  readonly distinctSeqs: number;
  readonly consultantUnread: number;
  readonly unreadOfPatient: number;
  readonly patientUnread: number;
  readonly unreadOfConsultant: number;
  readonly lastChange: number;
  readonly highestChange: number;
  readonly distinctChanges: number;
  readonly timesInOrder: boolean;
}

/** States that the counters of every conversation equal a recount of its rows, and that no `seq` is missing or double. */
export async function expectSound({ pool }: Pick<Database, 'pool'>): Promise<void> {
  const { rows } = await pool.query<Audit>(
    `select c.last_seq as "lastSeq", count(m.id) as messages, coalesce(max(m.seq), 0) as "highestSeq",
       count(distinct m.seq) as "distinctSeqs",
       c.consultant_unread as "consultantUnread",
       count(m.id) filter (where not m.is_read and m.sender_type = 'patient') as "unreadOfPatient",
       c.patient_unread as "patientUnread",
       count(m.id) filter (where not m.is_read and m.sender_type = 'consultant') as "unreadOfConsultant",
       c.last_change as "lastChange", coalesce(max(m.change), 0) as "highestChange",
       count(distinct m.change) as "distinctChanges",
       coalesce(bool_and(m.ordered), true) as "timesInOrder"
     from conversations c left join (
       select *, created_at >= coalesce(lag(created_at) over (partition by conversation_id order by seq), created_at)
         as ordered
       from messages
     ) m on m.conversation_id = c.id
     group by c.id`,
  );
  for (const audit of rows) {
    expect(audit).toEqual({
      ...audit,
      lastSeq: audit.messages,
      highestSeq: audit.messages,
      distinctSeqs: audit.messages,
      distinctChanges: audit.messages,
      consultantUnread: audit.unreadOfPatient,
      patientUnread: audit.unreadOfConsultant,
      timesInOrder: true,
    });
    expect(audit.lastChange).toBeGreaterThanOrEqual(audit.highestChange);
  }
}

/** The stored messages of a conversation, in the stored order. */
export async function listStored(
  { pool }: Pick<Database, 'pool'>,
  conversationId: string,
): Promise<Pick<Message, 'id' | 'seq' | 'content' | 'senderId' | 'isRead' | 'clientMessageId'>[]> {
  const { rows } = await pool.query(
    `select id, seq, content, sender_id as "senderId", is_read as "isRead",
       client_message_id as "clientMessageId"
     from messages where conversation_id = $1 order by seq`,
    [conversationId],
  );
  return rows;
}
