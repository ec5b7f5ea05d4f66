import type { Findings } from '../backup/verify.ts';
import { AdminRefusal } from './admin-refusal.ts';
import type { Terminal } from './terminal.ts';

/** @throws AdminRefusal where a message is missing */
export function report({ rows, withGaps, newestMessageAt }: Findings, terminal: Terminal): void {
  for (const [table, count] of rows) terminal.print(`${table.padEnd(20)} ${count}`);
  terminal.print(`The newest message is of ${newestMessageAt ?? 'never'}.`);
  if (withGaps.length > 0) {
    const some = withGaps.slice(0, 10).join(', ');
    throw new AdminRefusal(`Messages are missing in ${withGaps.length} conversations: ${some}`);
  }
  terminal.print('No message is missing: the numbers of each conversation have no gap.');
}
