import type { OutboxRepository } from '../webhooks/outbox.repository.ts';
import { AdminRefusal } from './admin-refusal.ts';
import type { Options } from './command.ts';
import type { Terminal } from './terminal.ts';

/** Of a longer list the beginning says enough. */
const MAX_LISTED = 500;

/** What was given up. */
export async function listWebhooks(outbox: OutboxRepository, terminal: Terminal): Promise<void> {
  const failed = await outbox.listFailed(MAX_LISTED);
  if (failed.length === 0) terminal.print('No webhook was given up.');
  for (const { eventId, type, endpoint, failures, lastFault, queuedAt, settledAt } of failed) {
    const why = `${lastFault ?? 'unknown'}, ${failures} times`;
    terminal.print(
      [eventId, type.padEnd(19), `address ${endpoint}`, `since ${queuedAt}`, `until ${settledAt}`, why].join(
        '  ',
      ),
    );
  }
  if (failed.length === MAX_LISTED) terminal.print('There may be more, queued later.');
}

/** @throws AdminRefusal when the one that is named was not given up */
export async function retryWebhooks(
  { event, since }: Options<'webhooks retry'>,
  outbox: OutboxRepository,
  terminal: Terminal,
  now: number,
): Promise<void> {
  const count = await outbox.queueAgain({ now, eventId: event, since });
  if (count === 0 && event !== undefined) throw new AdminRefusal('No such webhook was given up.');
  terminal.print(`Queued ${count === 1 ? '1 webhook' : `${count} webhooks`} anew.`);
}
