import type { JobsRepository } from '../jobs/jobs.repository.ts';
import { AdminRefusal } from './admin-refusal.ts';
import type { Options } from './command.ts';
import type { Terminal } from './terminal.ts';

/** Of a longer list the beginning says enough. */
const MAX_LISTED = 500;

/** What was given up, and what waits after a refusal. */
export async function listJobs(jobs: JobsRepository, terminal: Terminal): Promise<void> {
  const failed = await jobs.listFailed(MAX_LISTED);
  if (failed.length === 0) terminal.print('No job was given up.');
  for (const { id, kind, failures, lastFault, queuedAt, failedAt } of failed) {
    const why = `${lastFault ?? 'unknown'}, ${failures} times`;
    terminal.print([id, kind.padEnd(20), `since ${queuedAt}`, `until ${failedAt}`, why].join('  '));
  }
  if (failed.length === MAX_LISTED) terminal.print('There may be more, given up later.');
  for (const { kind, lastFault, count, oldestQueuedAt, nextTryAt } of await jobs.countRefused()) {
    const many = count === 1 ? '1 is' : `${count} are`;
    const when = [`since ${oldestQueuedAt}`, `next try ${nextTryAt}`].join('  ');
    terminal.print([`${many} tried again`, kind.padEnd(20), when, lastFault ?? 'unknown'].join('  '));
  }
}

/** @throws AdminRefusal when the one that is named was not given up, or nobody wants it any more */
export async function retryJobs(
  { job }: Options<'jobs retry'>,
  jobs: JobsRepository,
  terminal: Terminal,
  now: number,
): Promise<void> {
  const count = await jobs.queueAgain(now, job);
  if (count === 0 && job !== undefined)
    throw new AdminRefusal('No such job was given up, or nobody wants it any more.');
  terminal.print(`Queued ${count === 1 ? '1 job' : `${count} jobs`} anew.`);
}
