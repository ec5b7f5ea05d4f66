import { measureSteady } from '../measures/messages.ts';
import { startTwoNodes } from '../measures/nodes.ts';
import { spread } from '../report/tables.ts';
import { total } from './figures.ts';
import { type Run, STEADY_PER_S, WRITERS } from './run.ts';

export async function compareNodes({ arena, report, rounds, seconds }: Run): Promise<void> {
  const pairs = arena.pairs.slice(0, WRITERS);
  const options = { seconds, perS: STEADY_PER_S };
  const one: Awaited<ReturnType<typeof measureSteady>>[] = [];
  const two: typeof one = [];
  for (let round = 0; round < rounds; round += 1) {
    const alone = await arena.start('ours, PostgreSQL');
    one.push(await measureSteady(arena, alone, pairs, options));
    await alone.stop();
    const { both, secondUrl } = await startTwoNodes(arena);
    two.push(await measureSteady(arena, both, pairs, { ...options, consultantsUrl: secondUrl }));
    await both.stop();
  }
  const row = (name: string, flows: typeof one) => [
    name,
    spread(flows.map(({ p50 }) => p50)).text(2),
    spread(flows.map(({ p99 }) => p99)).text(2),
    spread(flows.map(({ serverMs }) => serverMs)).text(3),
    spread(flows.map(({ postgresMs }) => postgresMs)).text(3),
    (spread(flows.map(total)).median / spread(one.map(total)).median).toFixed(2),
    String(flows.reduce((wrong, flow) => wrong + flow.wrong, 0)),
  ];
  report.section(
    'Two nodes',
    `${STEADY_PER_S} messages a second; with two nodes each patient is on one and each consultant on the other. Redis counts as database.`,
    ['', 'p50 ms', 'p99 ms', 'servers CPU ms', 'database CPU ms', 'sum × one node', 'wrong'],
    [row('one node', one), row('two nodes', two)],
  );
}
