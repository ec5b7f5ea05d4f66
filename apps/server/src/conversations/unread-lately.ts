import { CONSULTANTS_SQL } from '../people/person-sql.ts';

/**
 * Who has something unread where something has happened lately: `id` of the conversation, `user_id`, `role`, and how many as
 * `unread`. `$1` since when.
 *
 * It looks at the newest of each consultant, by the index that inboxes have: one by time alone would cost every message.
 * `offset 0` keeps it from being planned as a look at all conversations.
 */
export const UNREAD_LATELY = `
  select c.id, r.user_id, r.role, r.unread
  from ${CONSULTANTS_SQL} as u
  cross join lateral (
    select * from conversations where consultant_id = u.id and updated_at > $1::timestamptz offset 0
  ) as c
  cross join lateral (
    values (c.consultant_id, 'consultant', c.consultant_unread), (c.patient_id, 'patient', c.patient_unread)
  ) as r (user_id, role, unread)
  where r.unread > 0`;
