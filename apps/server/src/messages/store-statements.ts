import { standingSql } from '../bookings/standing.ts';

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
 * Stores one message whose conversation is open and which is not stored already; answers with no row if that is not so.
 * It is what happens while there is time for each message by itself, and costs a quarter less than
 * {@link STORE_NEW} with one.
 *
 * `$1` id, `$2` conversation, `$3` sender, `$4` role, `$5` text, `$6` the client's id, `$7` 1 if of the patient, else 0.
 */
export const STORE_ONE = `
with bumped as (
  update conversations c
  ${COUNTED}
  from (select $2::uuid as id, 1 as total, $7::int as of_patient) t, bookings b
  where c.id = t.id and b.id = c.booking_id and ${standingSql('b')} = 'open'
    and not exists (
      select from messages m
      where m.conversation_id = $2 and m.sender_id = $3 and m.client_message_id = $6
    )
  returning ${COUNTERS}, c.consultant_id, c.patient_id
), stored as (
  insert into messages ${COLUMNS}
  select $1, b.id, b.seq + 1, b.change + 1, $3, $4, $5, $6, b.updated_at, b.updated_at
  from bumped b
)
select id, 'open' as standing, consultant_id as "consultantId", patient_id as "patientId", seq,
  updated_at as "updatedAt", consultant_unread as "consultantUnread", patient_unread as "patientUnread"
from bumped`;

/**
 * Stores messages of any conversations in one statement, as long as none of them is stored already; if one is, it stores
 * nothing and says so. It locks the conversations in the order of their ids (several nodes do this at once), raises their
 * counters, and gives the messages the numbers that come next. One row is answered for each conversation.
 *
 * By conversation: `$1` ids in order, `$2` how many, `$3` how many of the patient. By message: `$4` id, `$5`
 * conversation, `$6` its place among the new ones there, `$7` sender, `$8` role, `$9` text, `$10` the client's id.
 */
export const STORE_NEW = `
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
export const STORE = `
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
