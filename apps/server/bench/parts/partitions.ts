import { measureTable, prepareMessages, type TableFigures } from '../measures/partitions.ts';
import type { Run } from './run.ts';

const ROWS = 10_000_000;
const LAYOUTS = { 'one table': 1, '16 partitions': 16 };

/** Messages of many conversations in one table, and the same divided by conversation. It takes a quarter of an hour and 6 GB of disk. */
export async function comparePartitions({ arena, report }: Run): Promise<void> {
  const rows: string[][] = [];
  for (const [name, partitions] of Object.entries(LAYOUTS)) {
    await prepareMessages(arena, ROWS, partitions);
    rows.push([name, ...cells(await measureTable(arena, ROWS))]);
    await arena.pool.query('drop table tried_messages');
  }
  report.section(
    `${ROWS.toLocaleString('en')} messages, in one table and divided`,
    'Divided by the hash of the conversation, 100 messages in each. Stored are 100 at a time, one for each of 100 conversations anywhere; a page is 50 messages of one. One run.',
    [
      '',
      'database CPU ms a message stored',
      'CPU ms a page',
      'table GiB',
      'indexes GiB',
      'vacuum after 2 % were read, s',
      'largest part GiB',
    ],
    rows,
  );
}

function cells(figures: TableFigures): string[] {
  const gib = (bytes: number) => (bytes / 2 ** 30).toFixed(2);
  return [
    figures.storeMs.toFixed(3),
    figures.pageMs.toFixed(2),
    gib(figures.tableBytes),
    gib(figures.indexBytes),
    figures.vacuumS.toFixed(1),
    gib(figures.largestBytes),
  ];
}
