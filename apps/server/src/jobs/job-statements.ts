/** `$1` kinds that this node does, `$2` now, `$3` how many to take, `$4` when the lease ends. */
export const CLAIM = `
with due as (
  select id, is_running as was_running from jobs
  where state = 'waiting' and run_at <= $2::timestamptz and kind = any($1::text[])
  order by run_at
  limit $3
  for update skip locked
)
update jobs j
set is_running = true, run_at = $4::timestamptz
from due
where j.id = due.id
returning j.id, j.kind, j.key, j.payload, j.failures, j.queued_at as "queuedAt", j.expires_at as "expiresAt",
  j.run_at as "leaseEndsAt", due.was_running as "wasLost"`;

/** `$1` its number, `$2` the end of its lease. */
export const FINISH = `
delete from jobs where id = $1::uuid and state = 'waiting' and is_running and run_at = $2::timestamptz`;

/**
 * `$1` its number, `$2` the end of its lease, `$3` when it is due again, `$4` what was wrong; null where nothing was. Where
 * another with its key has come meanwhile, that one stands for both.
 */
export const POSTPONE = `
update jobs
set is_running = false, run_at = $3::timestamptz,
  failures = failures + ($4::text is not null)::int, last_fault = coalesce($4::text, last_fault)
where id = $1::uuid and state = 'waiting' and is_running and run_at = $2::timestamptz`;

/** `$1` its number, `$2` the end of its lease, `$3` what was wrong, `$4` now. */
export const GIVE_UP = `
update jobs
set state = 'failed', failed_at = $4::timestamptz, is_running = false, failures = failures + 1, last_fault = $3
where id = $1::uuid and state = 'waiting' and is_running and run_at = $2::timestamptz`;

/** `$1` kinds. */
export const FIND_NEXT_DUE = `
select min(run_at) as "dueAt" from jobs where state = 'waiting' and kind = any($1::text[])`;

/** `$1` now. */
export const READ_FIGURES = `
select kind, count(*) filter (where state = 'waiting')::int as waiting,
  count(*) filter (where state = 'failed')::int as failed,
  min(run_at) filter (
    where state = 'waiting' and not is_running and run_at <= $1::timestamptz
      and (expires_at is null or expires_at > $1::timestamptz)
  ) as "oldestDueAt"
from jobs
group by kind`;

/** `$1` failed before, `$2` now: what nobody wants any more goes too where no node does its kind. */
export const FORGET = `
delete from jobs
where state = 'failed' and failed_at < $1::timestamptz
  or state = 'waiting' and not is_running and expires_at <= $2::timestamptz`;

/** `$1` how many at the most. */
export const LIST_FAILED = `
select id, kind, failures, last_fault as "lastFault", queued_at as "queuedAt", failed_at as "failedAt"
from jobs where state = 'failed'
order by failed_at, id
limit $1`;

/** What waits after a try in vain. */
export const COUNT_REFUSED = `
select kind, last_fault as "lastFault", count(*)::int as count, min(queued_at) as "oldestQueuedAt",
  min(run_at) as "nextTryAt"
from jobs where state = 'waiting' and failures > 0
group by kind, last_fault
order by count(*) desc, kind, last_fault`;

/** `$1` now, `$2` one job, or null for all. Where another with its key waits by now, it stays as it is. */
export const QUEUE_AGAIN = `
update jobs j
set state = 'waiting', failed_at = null, failures = 0, run_at = $1::timestamptz, queued_at = $1::timestamptz
where state = 'failed' and ($2::uuid is null or id = $2::uuid)
  and (expires_at is null or expires_at > $1::timestamptz)
  and (key is null or not exists (
    select from jobs o where o.key = j.key and (o.state = 'waiting' or o.state = 'failed' and o.id > j.id)))`;
