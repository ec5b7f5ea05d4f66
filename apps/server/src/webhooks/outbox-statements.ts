const CLAIMED = `o.id, o.event_id as "eventId", o.type, o.body, o.failures, o.queued_at as "queuedAt",
  o.due_at as "leaseEndsAt"`;

/** How much of what is due is looked at: much of it may be behind something else. */
export const LOOK_AT_ONCE = 100;
/**
 * What is only noted about posting need not wait for the disk: lost in a crash, it is posted once more. Messages wait for the
 * disk, and not for these.
 */
const UNHURRIED = `unhurried as materialized (select set_config('synchronous_commit', 'off', true) as setting)`;

/**
 * Of what is due, takes what is first in its lane. The rest is put off until the first of its lane is due, so that what
 * waits behind one that fails is looked at once for each of its tries, however much it is.
 *
 * `$1` address, `$2` now, `$3` how many to take, `$4` when the lease ends, `$5` when to look again at what is behind one
 * that is just being posted.
 */
export const CLAIM = `
with ${UNHURRIED}, due as (
  select id, endpoint, lane, due_at from webhook_outbox
  where state = 'waiting' and endpoint = $1 and due_at <= $2::timestamptz
  order by due_at, id
  limit ${LOOK_AT_ONCE}
  for update skip locked
), placed as (
  select due.id, first.id = due.id as is_first, first.is_being_posted, first.due_at,
    row_number() over (partition by first.id = due.id order by due.due_at, due.id) as place
  from due cross join lateral (
    select w.id, w.is_being_posted, w.due_at from webhook_outbox w
    where w.state = 'waiting' and w.endpoint = due.endpoint and w.lane = due.lane
    order by w.id
    limit 1
  ) first
)
update webhook_outbox o
set is_being_posted = p.is_first,
  due_at = case
    when p.is_first then $4::timestamptz
    when p.is_being_posted then $5::timestamptz
    else greatest(p.due_at, $5::timestamptz)
  end
from placed p, unhurried
where o.id = p.id and (p.place <= $3 or not p.is_first)
returning ${CLAIMED}, p.is_first as "isFirst"`;

/**
 * Notes what became of events, and takes the next of each lane in the same breath: in between, nobody can find it first and
 * not take it.
 *
 * By event: `$1` its number, `$2` the end of its lease, `$3` new state, `$4` what was wrong, `$5` whether the next is wanted.
 * `$6` now, `$7` when the leases of the next ones end.
 */
export const SETTLE = `
with ${UNHURRIED}, settled as (
  update webhook_outbox o
  set state = i.state, settled_at = $6::timestamptz, is_being_posted = false,
    failures = o.failures + (i.fault is not null)::int, last_fault = coalesce(i.fault, o.last_fault)
  from unnest($1::bigint[], $2::timestamptz[], $3::text[], $4::text[], $5::boolean[])
    as i (id, lease_ends_at, state, fault, wants_next)
  where o.id = i.id and o.state = 'waiting' and o.is_being_posted and o.due_at = i.lease_ends_at
  returning o.id, o.endpoint, o.lane, i.wants_next
), next as (
  select n.id, s.id as after from settled s cross join unhurried cross join lateral (
    select w.id from webhook_outbox w
    where w.state = 'waiting' and w.endpoint = s.endpoint and w.lane = s.lane and w.id <> s.id
    order by w.id
    limit 1
    for update of w
  ) n
  where s.wants_next
)
update webhook_outbox o
set is_being_posted = true, due_at = $7::timestamptz
from next
where o.id = next.id
returning ${CLAIMED}, next.after`;

/** `$1` its number, `$2` the end of its lease, `$3` when it is due again, `$4` what was wrong; null where nothing was. */
export const POSTPONE = `
with ${UNHURRIED}
update webhook_outbox
set is_being_posted = false, due_at = $3::timestamptz,
  failures = failures + ($4::text is not null)::int, last_fault = coalesce($4::text, last_fault)
from unhurried
where id = $1 and state = 'waiting' and is_being_posted and due_at = $2::timestamptz`;

export const FIND_NEXT_DUE = `
select min(due_at) as "dueAt" from webhook_outbox where state = 'waiting' and endpoint = $1`;

export const READ_FIGURES = `
select count(*) filter (where state = 'waiting')::int as waiting,
  count(*) filter (where state = 'failed')::int as failed,
  min(queued_at) filter (where state = 'waiting') as "oldestQueuedAt"
from webhook_outbox
where state in ('waiting', 'failed')`;

/** `$1` taken before, `$2` failed before. */
export const FORGET = `
delete from webhook_outbox
where state = 'taken' and settled_at < $1::timestamptz or state = 'failed' and settled_at < $2::timestamptz`;

/** `$1` how many addresses there are, `$2` queued before, `$3` now. */
export const GIVE_UP_STRANDED = `
update webhook_outbox
set state = 'failed', settled_at = $3::timestamptz, last_fault = 'no such address any more', is_being_posted = false
where state = 'waiting' and endpoint > $1 and queued_at < $2::timestamptz`;

/** `$1` how many at the most. */
export const LIST_FAILED = `
select event_id as "eventId", endpoint, type, failures, last_fault as "lastFault", queued_at as "queuedAt",
  settled_at as "settledAt"
from webhook_outbox where state = 'failed'
order by id
limit $1`;

/** `$1` now, `$2` one event, or null for all, `$3` since when also those that were taken, or null for none. */
export const QUEUE_AGAIN = `
update webhook_outbox
set state = 'waiting', settled_at = null, failures = 0, due_at = $1::timestamptz, queued_at = $1::timestamptz
where (state = 'failed' or state = 'taken' and queued_at >= $3::timestamptz)
  and ($2::uuid is null or event_id = $2::uuid)`;
