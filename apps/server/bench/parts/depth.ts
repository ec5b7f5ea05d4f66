import type { Cost } from '../measures/compare.ts';
import { digDepths, measureInbox, measureJoins, measurePage, measureUnread } from '../measures/depth.ts';
import { type Spread, spread } from '../report/tables.ts';
import { total } from './figures.ts';
import type { Run } from './run.ts';

const DEEP = 900_000;

export async function compareDepth({ arena, report, rounds }: Run): Promise<void> {
  const depths = await digDepths(arena);
  const measures = {
    'page of 50, newest': (running) => measurePage(running, depths, 0),
    [`page of 50, at ${DEEP.toLocaleString('en')}`]: (running) => measurePage(running, depths, DEEP),
    'unread, one of 50 conversations': (running) => measureUnread(running, depths.few),
    'unread, one of 5,000 conversations': (running) => measureUnread(running, depths.many),
    'leave and join, one of 50': (running) => measureJoins(running, depths.few),
    'leave and join, one of 5,000': (running) => measureJoins(running, depths.many),
    'inbox, 50 conversations': (running) => measureInbox(running, depths.few),
    'inbox, 5,000 conversations': (running) => measureInbox(running, depths.many),
  } satisfies Record<string, (running: Parameters<typeof measurePage>[0]) => Promise<Cost>>;
  const results = new Map<string, Cost[]>();
  for (let round = 0; round < rounds; round += 1) {
    const running = await arena.start('ours, PostgreSQL');
    for (const [name, measure] of Object.entries(measures)) {
      results.set(name, [...(results.get(name) ?? []), await measure(running)]);
    }
    await running.stop();
  }
  const rows: string[][] = [];
  let shallow: Spread | undefined;
  for (const [index, [name, costs]] of [...results].entries()) {
    const cost = spread(costs.map(total));
    if (index % 2 === 0) shallow = cost;
    rows.push([
      name,
      spread(costs.map(({ serverMs }) => serverMs)).text(3),
      spread(costs.map(({ postgresMs }) => postgresMs)).text(3),
      index % 2 === 0 ? '1' : (cost.median / (shallow?.median ?? Number.NaN)).toFixed(2),
    ]);
  }
  report.section(
    'However much there is',
    'A conversation of a million messages, and a consultant with 5,000 conversations; × is beside the line before.',
    ['', 'server CPU ms', 'database CPU ms', '×'],
    rows,
  );
}
