import type { Message, UserRole } from '@jiggy-care/protocol';
import { Injectable } from '@nestjs/common';
import { type Standing, standingSql } from '../bookings/standing.ts';
import { type MessageRow, toMessage } from '../conversations/message-row.ts';
import type { FactList } from '../facts/fact-list.ts';
import { Facts } from '../facts/facts.ts';

/** A message that is to be stored. Its id is given before, so that storing it again changes nothing. */
export interface Draft {
  readonly id: string;
  readonly conversationId: string;
  readonly senderId: string;
  readonly senderType: UserRole;
  readonly content: string;
  readonly clientMessageId: string | undefined;
}

/** A message that is in the database, put there just now or before. */
export interface Kept {
  readonly outcome: 'stored' | 'known';
  readonly message: Message;
  readonly conversationUpdatedAt: string;
}

/** What became of a draft. */
export type StoreResult = Kept | { readonly outcome: 'no-conversation' | Exclude<Standing, 'open'> };

interface Row extends Omit<MessageRow, 'id' | 'conversationId'> {
  readonly standing: Standing | null;
  readonly consultantId: string | null;
  readonly patientId: string | null;
  readonly isNew: boolean;
  readonly id: string | null;
  readonly conversationUpdatedAt: string;
}

/**
 * Stores any number of messages of any conversations in one statement. It locks the conversations in the
 * order of their ids (several nodes do this at once), leaves out what is stored already, gives the rest their
 * `seq` and change numbers, raises the counters, and inserts.
 *
 * `$7` asks to look for the drafts' own ids too: only a draft whose first try ended in a lost connection can
 * be there already.
 */
const STORE = `
with input as (
  select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::uuid[]) with ordinality
    as t(id, conversation_id, sender_id, sender_type, content, client_message_id, place)
), locked as (
  select c.id, ${standingSql('b')} as standing, c.updated_at, c.consultant_id, c.patient_id
  from conversations c join bookings b on b.id = c.booking_id
  where c.id in (select conversation_id from input)
  order by c.id
  for no key update of c
), known as (
  select i.place, m.id, m.seq, m.content, m.is_read, m.created_at, m.updated_at
  from input i join messages m on m.conversation_id = i.conversation_id
    and m.sender_id = i.sender_id and m.client_message_id = i.client_message_id
  where i.client_message_id is not null
  union all
  select i.place, m.id, m.seq, m.content, m.is_read, m.created_at, m.updated_at
  from input i join messages m on m.id = i.id
  where $7 and i.client_message_id is null
), fresh as (
  select i.*, row_number() over (partition by i.conversation_id order by i.place) as n
  from input i join locked l on l.id = i.conversation_id and l.standing = 'open'
  where not exists (select from known k where k.place = i.place)
), tally as (
  select conversation_id, count(*)::int as total, count(*) filter (where sender_type = 'patient')::int as of_patient
  from fresh group by conversation_id
), bumped as (
  update conversations c
  set last_seq = c.last_seq + t.total,
      last_change = c.last_change + t.total,
      consultant_unread = c.consultant_unread + t.of_patient,
      patient_unread = c.patient_unread + t.total - t.of_patient,
      updated_at = greatest(clock_timestamp(), c.updated_at)
  from tally t where c.id = t.conversation_id
  returning c.id, c.last_seq - t.total as seq, c.last_change - t.total as change, c.updated_at
), stored as (
  insert into messages
    (id, conversation_id, seq, change, sender_id, sender_type, content, client_message_id, created_at, updated_at)
  select f.id, f.conversation_id, b.seq + f.n, b.change + f.n, f.sender_id, f.sender_type, f.content,
    f.client_message_id, b.updated_at, b.updated_at
  from fresh f join bumped b on b.id = f.conversation_id
  returning id, seq, created_at
)
select l.standing, l.consultant_id as "consultantId", l.patient_id as "patientId", s.id is not null as "isNew", coalesce(s.id, k.id) as id, coalesce(s.seq, k.seq) as seq,
  i.sender_id as "senderId", i.sender_type as "senderType", k.content,
  i.client_message_id as "clientMessageId", coalesce(k.is_read, false) as "isRead",
  coalesce(s.created_at, k.created_at) as "createdAt", coalesce(s.created_at, k.updated_at) as "updatedAt",
  coalesce(b.updated_at, l.updated_at) as "conversationUpdatedAt"
from input i
left join locked l on l.id = i.conversation_id
left join bumped b on b.id = i.conversation_id
left join known k on k.place = i.place
left join stored s on s.id = i.id
order by i.place`;

@Injectable()
export class MessageStoreRepository {
  constructor(private readonly facts: Facts) {}

  /**
   * All in one transaction, so one bad draft fails the whole batch: the caller finds out which.
   *
   * @param mayBeStored whether an earlier try may have succeeded without our hearing of it
   * @returns one result per draft, in their order
   */
  async store(drafts: readonly Draft[], mayBeStored: boolean): Promise<StoreResult[]> {
    const statement = {
      name: 'store-messages',
      text: STORE,
      values: [
        drafts.map(({ id }) => id),
        drafts.map(({ conversationId }) => conversationId),
        drafts.map(({ senderId }) => senderId),
        drafts.map(({ senderType }) => senderType),
        drafts.map(({ content }) => content),
        drafts.map(({ clientMessageId }) => clientMessageId ?? null),
        mayBeStored,
      ],
    };
    const rows = await this.facts.recording(
      'message.kept',
      async ({ client }) => (await client.query<Row>(statement)).rows,
      (stored) => stored.flatMap((row, index) => factsOf(row, drafts[index] as Draft)),
    );
    return rows.map((row, index) => toResult(row, drafts[index] as Draft));
  }
}

function factsOf(row: Row, draft: Draft): FactList['message.kept'][] {
  const result = toResult(row, draft);
  if (result.outcome !== 'stored' || row.consultantId === null || row.patientId === null) return [];
  const { consultantId, patientId } = row;
  const conversation = { id: draft.conversationId, consultantId, patientId };
  return [{ conversation, message: result.message }];
}

function toResult(row: Row, draft: Draft): StoreResult {
  if (row.id === null) {
    return { outcome: row.standing === null || row.standing === 'open' ? 'no-conversation' : row.standing };
  }
  const { id, seq, senderId, senderType, clientMessageId, isRead, createdAt, updatedAt } = row;
  const content = row.isNew ? draft.content : row.content;
  const { conversationId } = draft;
  return {
    outcome: row.isNew ? 'stored' : 'known',
    conversationUpdatedAt: row.conversationUpdatedAt,
    message: toMessage({
      id,
      conversationId,
      seq,
      senderId,
      senderType,
      content,
      clientMessageId,
      isRead,
      createdAt,
      updatedAt,
    }),
  };
}
