import { Injectable } from '@nestjs/common';
import { deliveredAtSql, readAtSql } from '../conversations/message-row.ts';
import { Database } from '../database/database.ts';
import { nameSql } from '../people/person-sql.ts';

/** Rows that are read at once. */
const PAGE = 500;

/** Each is read by the person ($1) in the order of `id`, beyond a last one ($2). */
const LISTS = {
  sessions: `
    select id, client_type as "clientType", user_agent as "userAgent", created_at as "createdAt",
      last_used_at as "lastUsedAt", expires_at as "expiresAt", ended_at as "endedAt"
    from sessions where user_id = $1`,
  bookings: `
    select id, consultant_id as "consultantId", ${nameSql('consultant_id')} as consultant, patient_id as "patientId",
      ${nameSql('patient_id')} as patient, scheduled_at as "scheduledAt", duration_minutes as "durationMinutes",
      status, reason, created_at as "createdAt"
    from bookings where (consultant_id = $1 or patient_id = $1)`,
  conversations: `
    select id, booking_id as "bookingId", consultant_id as "consultantId", ${nameSql('consultant_id')} as consultant,
      patient_id as "patientId", ${nameSql('patient_id')} as patient, created_at as "createdAt"
    from conversations where (consultant_id = $1 or patient_id = $1)`,
  calls: `
    select id, conversation_id as "conversationId", caller_id as "callerId", callee_id as "calleeId",
      call_type as "callType", status, started_at as "startedAt", answered_at as "answeredAt", ended_at as "endedAt"
    from calls where (caller_id = $1 or callee_id = $1)`,
} as const;

const REFUSED_SIGN_INS = `
select network, tries, first_at as "firstAt", last_at as "lastAt" from refused_sign_ins
where user_id = $1 order by last_at`;

/** Those whom the person has blocked; by whom one is blocked nobody is told. */
const BLOCKS = `
select patient_id as "patientId", created_at as "createdAt" from blocks where consultant_id = $1 order by created_at`;

const PREFERENCES = `
select language, time_zone as "timeZone", push_messages as "pushMessages", push_calls as "pushCalls",
  mail_appointments as "mailAppointments", mail_unread as "mailUnread", show_names as "showNames",
  quiet_from as "quietFrom", quiet_to as "quietTo"
from preferences where user_id = $1`;

const DEVICES = `
select kind, user_agent as "userAgent", created_at as "createdAt", last_ok_at as "lastOkAt"
from push_subscriptions where user_id = $1 order by created_at`;

const MESSAGES = `
select id, conversation_id as "conversationId", seq, sender_id as "senderId", sender_type as "senderType", content,
  is_read as "isRead", created_at as "createdAt", ${deliveredAtSql('messages')} as "deliveredAt",
  ${readAtSql('messages')} as "readAt"
from messages where conversation_id = $1 and seq > $2 order by seq limit ${PAGE}`;

interface Identified {
  readonly id: string;
}

interface Message {
  readonly seq: number;
}

type Row = Readonly<Record<string, unknown>>;
export type ListName = keyof typeof LISTS;

/** Reads all that is kept of a person, a page at a time, so that a long history costs no more memory than a short one. */
@Injectable()
export class PersonExportRepository {
  constructor(private readonly database: Database) {}

  async *list(name: ListName, userId: string): AsyncGenerator<Identified> {
    const statement = `${LISTS[name]} and ($2::uuid is null or id > $2::uuid) order by id limit ${PAGE}`;
    for (let last: string | null = null; ; ) {
      const { rows }: { rows: Identified[] } = await this.database.pool.query(statement, [userId, last]);
      yield* rows;
      if (rows.length < PAGE) return;
      last = rows.at(-1)?.id ?? last;
    }
  }

  /** In the order of conversations, and in each of when they were written. */
  async *messages(userId: string): AsyncGenerator<Message> {
    for await (const { id } of this.list('conversations', userId)) {
      for (let seq = 0; ; ) {
        const { rows }: { rows: Message[] } = await this.database.pool.query(MESSAGES, [id, seq]);
        yield* rows;
        if (rows.length < PAGE) break;
        seq = rows.at(-1)?.seq ?? seq;
      }
    }
  }

  async refusedSignIns(userId: string): Promise<Row[]> {
    return (await this.database.pool.query(REFUSED_SIGN_INS, [userId])).rows;
  }

  /** `null` where nothing was chosen. */
  async preferences(userId: string): Promise<Row | null> {
    return (await this.database.pool.query(PREFERENCES, [userId])).rows[0] ?? null;
  }

  async devices(userId: string): Promise<Row[]> {
    return (await this.database.pool.query(DEVICES, [userId])).rows;
  }

  async blocks(userId: string): Promise<Row[]> {
    return (await this.database.pool.query(BLOCKS, [userId])).rows;
  }
}
