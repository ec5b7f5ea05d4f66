import { LINES, measureFirstVisit } from '../measures/first-paint.ts';
import { spread } from '../report/tables.ts';
import type { Run } from './run.ts';

export async function compareFirstVisits({ arena, report, rounds }: Run): Promise<void> {
  const running = await arena.start('ours, PostgreSQL');
  const rows: string[][] = [];
  for (const line of LINES) {
    const visits = [];
    for (let round = 0; round < rounds; round += 1) visits.push(await measureFirstVisit(running, line));
    rows.push([
      `${line.name} (${line.kbitPerS} kbit/s, ${line.latencyMs} ms)`,
      spread(visits.map(({ paintMs }) => paintMs)).text(0),
      spread(visits.map(({ usableMs }) => usableMs)).text(0),
      spread(visits.map(({ bytes }) => bytes / 1_000)).text(0),
    ]);
  }
  await running.stop();
  report.section(
    'The page, opened for the first time on a phone',
    'Until something is drawn, and until the sign-in can be filled in.',
    ['', 'first paint ms', 'sign-in ms', 'kB'],
    rows,
  );
}
