import type { Message, UserRole } from '@jiggy-care/protocol';
import { Injectable } from '@nestjs/common';
import { type Standing, standingSql } from '../bookings/standing.ts';
import { type MessageRow, toMessage } from '../conversations/message-row.ts';
import type { FactList, Unread } from '../facts/fact-list.ts';
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
  /** How many messages each has not read, this one among them; not known of one that was put there before. */
  readonly unread?: Unread | undefined;
}

/** What became of a draft. */
export type StoreResult = Kept | { readonly outcome: 'no-conversation' | Exclude<Standing, 'open'> };

/** A conversation, and how it stands since its messages were stored. */
interface StoredRow {
  readonly id: string;
  readonly standing: Standing;
  readonly consultantId: string;
  readonly patientId: string;
  /** The number before the first of them; `null` where nothing was stored. */
  readonly seq: number | null;
  readonly updatedAt: string;
  readonly consultantUnread: number;
  readonly patientUnread: number;
  readonly hasKnown: boolean;
}

interface Row extends Omit<MessageRow, 'id' | 'conversationId'> {
  readonly standing: Standing | null;
  readonly consultantId: string | null;
  readonly patientId: string | null;
  readonly isNew: boolean;
  readonly id: string | null;
  readonly conversationUpdatedAt: string;
  readonly consultantUnread: number;
  readonly patientUnread: number;
}

/** What so many new messages (`t`) make of their conversation (`c`). */
const COUNTED = `set last_seq = c.last_seq + t.total,
      last_change = c.last_change + t.total,
      consultant_unread = c.consultant_unread + t.of_patient,
      patient_unread = c.patient_unread + t.total - t.of_patient,
      updated_at = greatest(clock_timestamp(), c.updated_at)`;
/** Its numbers before them, after which they count on, and its other counters with them. */
const COUNTERS = `c.id, c.last_seq - t.total as seq, c.last_change - t.total as change, c.updated_at,
    c.consultant_unread, c.patient_unread`;
const COLUMNS =
  '(id, conversation_id, seq, change, sender_id, sender_type, content, client_message_id, created_at, updated_at)';

/**
 * Stores messages of any conversations in one statement, as long as none of them is stored already; if one is, it stores
 * nothing and says so. It locks the conversations in the order of their ids (several nodes do this at once), raises their
 * counters, and gives the messages the numbers that come next. One row is answered for each conversation.
 *
 * By conversation: `$1` ids in order, `$2` how many, `$3` how many of the patient. By message: `$4` id, `$5`
 * conversation, `$6` its place among the new ones there, `$7` sender, `$8` role, `$9` text, `$10` the client's id.
 */
const STORE_NEW = `
with locked as (
  select c.id, ${standingSql('b')} as standing, c.consultant_id, c.patient_id
  from conversations c join bookings b on b.id = c.booking_id
  where c.id = any($1::uuid[])
  order by c.id
  for no key update of c
), known as materialized (
  select exists (
    select from unnest($5::uuid[], $7::uuid[], $10::uuid[]) as i(conversation_id, sender_id, client_message_id)
    join messages m on m.conversation_id = i.conversation_id and m.sender_id = i.sender_id
      and m.client_message_id = i.client_message_id
  ) as found
), bumped as (
  update conversations c
  ${COUNTED}
  from unnest($1::uuid[], $2::int[], $3::int[]) as t(id, total, of_patient) join locked l on l.id = t.id, known
  where c.id = t.id and l.standing = 'open' and not known.found
  returning ${COUNTERS}
), stored as (
  insert into messages ${COLUMNS}
  select i.id, i.conversation_id, b.seq + i.n, b.change + i.n, i.sender_id, i.sender_type, i.content,
    i.client_message_id, b.updated_at, b.updated_at
  from unnest($4::uuid[], $5::uuid[], $6::int[], $7::uuid[], $8::text[], $9::text[], $10::uuid[])
    as i(id, conversation_id, n, sender_id, sender_type, content, client_message_id)
  join bumped b on b.id = i.conversation_id
)
select l.id, l.standing, l.consultant_id as "consultantId", l.patient_id as "patientId", b.seq,
  b.updated_at as "updatedAt", b.consultant_unread as "consultantUnread", b.patient_unread as "patientUnread",
  known.found as "hasKnown"
from locked l cross join known left join bumped b on b.id = l.id`;

/**
 * The same for messages some of which may be stored already: it leaves those out, and answers with a row for each
 * message.
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
  ${COUNTED}
  from tally t where c.id = t.conversation_id
  returning ${COUNTERS}
), stored as (
  insert into messages ${COLUMNS}
  select f.id, f.conversation_id, b.seq + f.n, b.change + f.n, f.sender_id, f.sender_type, f.content,
    f.client_message_id, b.updated_at, b.updated_at
  from fresh f join bumped b on b.id = f.conversation_id
  returning id, seq, created_at
)
select l.standing, l.consultant_id as "consultantId", l.patient_id as "patientId", s.id is not null as "isNew",
  coalesce(s.id, k.id) as id, coalesce(s.seq, k.seq) as seq,
  i.sender_id as "senderId", i.sender_type as "senderType", k.content,
  i.client_message_id as "clientMessageId", coalesce(k.is_read, false) as "isRead",
  coalesce(s.created_at, k.created_at) as "createdAt", coalesce(s.created_at, k.updated_at) as "updatedAt",
  coalesce(b.updated_at, l.updated_at) as "conversationUpdatedAt",
  b.consultant_unread as "consultantUnread", b.patient_unread as "patientUnread"
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
    return (mayBeStored ? undefined : await this.storeNew(drafts)) ?? this.lookAndStore(drafts, mayBeStored);
  }

  /** @returns `undefined` when one of them is stored already */
  private async storeNew(drafts: readonly Draft[]): Promise<StoreResult[] | undefined> {
    const tallies = tally(drafts);
    const ids = [...tallies.keys()].sort();
    const ofIds = ids.map((id) => tallies.get(id) as Tally);
    const ofDrafts = places(drafts);
    const statement = {
      name: 'store-new-messages',
      text: STORE_NEW,
      values: [
        ids,
        ofIds.map(({ total }) => total),
        ofIds.map(({ ofPatient }) => ofPatient),
        drafts.map(({ id }) => id),
        drafts.map(({ conversationId }) => conversationId),
        ofDrafts,
        drafts.map(({ senderId }) => senderId),
        drafts.map(({ senderType }) => senderType),
        drafts.map(({ content }) => content),
        drafts.map(({ clientMessageId }) => clientMessageId ?? null),
      ],
    };
    const asResults = (rows: readonly StoredRow[]) => {
      const byId = new Map(rows.map((row) => [row.id, row]));
      return drafts.map((draft, index) => {
        const row = byId.get(draft.conversationId);
        return { row, result: asStored(draft, row, ofDrafts[index] as number) };
      });
    };
    const rows = await this.facts.recording(
      'message.kept',
      async ({ client }) => (await client.query<StoredRow>(statement)).rows,
      (stored) => asResults(stored).flatMap(({ row, result }) => factsOf(result, row)),
    );
    if (rows[0]?.hasKnown) return undefined;
    return asResults(rows).map(({ result }) => result);
  }

  private async lookAndStore(drafts: readonly Draft[], mayBeStored: boolean): Promise<StoreResult[]> {
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
      (stored) => stored.flatMap((row, index) => factsOf(toResult(row, drafts[index] as Draft), row)),
    );
    return rows.map((row, index) => toResult(row, drafts[index] as Draft));
  }
}

interface Tally {
  total: number;
  ofPatient: number;
}

function tally(drafts: readonly Draft[]): Map<string, Tally> {
  const tallies = new Map<string, Tally>();
  for (const { conversationId, senderType } of drafts) {
    const known = tallies.get(conversationId) ?? { total: 0, ofPatient: 0 };
    known.total += 1;
    if (senderType === 'patient') known.ofPatient += 1;
    tallies.set(conversationId, known);
  }
  return tallies;
}

/** Of each draft, the how many-th of its conversation it is. */
function places(drafts: readonly Draft[]): number[] {
  const last = new Map<string, number>();
  return drafts.map(({ conversationId }) => {
    const place = (last.get(conversationId) ?? 0) + 1;
    last.set(conversationId, place);
    return place;
  });
}

function factsOf(
  result: StoreResult,
  pair: { readonly consultantId: string | null; readonly patientId: string | null } | undefined,
): FactList['message.kept'][] {
  if (result.outcome !== 'stored' || !pair?.consultantId || !pair.patientId) return [];
  const { consultantId, patientId } = pair;
  const conversation = { id: result.message.conversationId, consultantId, patientId };
  return [{ conversation, message: result.message, unread: result.unread }];
}

function asStored(draft: Draft, row: StoredRow | undefined, place: number): StoreResult {
  if (row === undefined) return { outcome: 'no-conversation' };
  const { standing, seq, updatedAt } = row;
  if (seq === null) return { outcome: standing === 'open' ? 'no-conversation' : standing };
  const { id, conversationId, senderId, senderType, content, clientMessageId } = draft;
  return {
    outcome: 'stored',
    conversationUpdatedAt: updatedAt,
    unread: { consultant: row.consultantUnread, patient: row.patientUnread },
    message: toMessage({
      ...{ id, conversationId, seq: seq + place, senderId, senderType, content },
      ...{ clientMessageId: clientMessageId ?? null, isRead: false, createdAt: updatedAt, updatedAt },
    }),
  };
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
    unread: row.isNew ? { consultant: row.consultantUnread, patient: row.patientUnread } : undefined,
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
