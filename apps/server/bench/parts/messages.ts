import { compare } from '../measures/compare.ts';
import { measureSteady, measureThroughput } from '../measures/messages.ts';
import { bars } from '../report/plots.ts';
import { columns, costs, ratio, sum, total } from './figures.ts';
import { ALL, type Run, STEADY_PER_S, WRITERS } from './run.ts';

export async function compareThroughput({ arena, report, rounds, seconds }: Run): Promise<void> {
  const pairs = arena.pairs.slice(0, WRITERS);
  const results = await compare(arena, ALL, rounds, (running) =>
    measureThroughput(arena, running, pairs, { seconds }),
  );
  const of = columns(results);
  report.section(
    'Messages, as fast as they go',
    `${pairs.length} pairs, one message of 100 characters under way in each: sent, stored, acknowledged, and with the peer.`,
    [
      '',
      'msg/s',
      '× relay',
      'server CPU ms',
      'database CPU ms',
      'sum × relay',
      'p50 ms',
      'p99 ms',
      'wrong',
      'noise',
    ],
    ALL.map((contestant) => [
      contestant,
      of(contestant, ({ perS }) => perS).text(0),
      ratio(of, contestant, ({ perS }) => perS),
      ...costs(of, contestant),
      ratio(of, contestant, total),
      of(contestant, ({ p50 }) => p50).text(1),
      of(contestant, ({ p99 }) => p99).text(1),
      sum(results.get(contestant), ({ wrong }) => wrong),
      of(contestant, ({ noise }) => noise).text(2),
    ]),
  );
  report.picture(
    'performance-messages.svg',
    'Messages a second',
    bars(
      'Messages a second, stored and delivered',
      ALL.map((label) => ({ label, value: of(label, ({ perS }) => perS).median })),
      0,
    ),
  );
  const order = await compare(arena, ['ours, PostgreSQL'], rounds, (running) =>
    measureThroughput(arena, running, pairs.slice(0, 100), { seconds, window: 4 }),
  );
  const four = columns(order);
  report.section(
    'Four at a time in each conversation',
    '100 pairs; order is kept all the same.',
    ['', 'msg/s', 'server CPU ms', 'database CPU ms', 'wrong'],
    [
      [
        'ours, PostgreSQL',
        four('ours, PostgreSQL', ({ perS }) => perS).text(0),
        four('ours, PostgreSQL', ({ serverMs }) => serverMs).text(3),
        four('ours, PostgreSQL', ({ postgresMs }) => postgresMs).text(3),
        sum(order.get('ours, PostgreSQL'), ({ wrong }) => wrong),
      ],
    ],
  );
}

export async function compareSteady({ arena, report, rounds, seconds }: Run): Promise<void> {
  const pairs = arena.pairs.slice(0, WRITERS);
  const results = await compare(arena, ALL, rounds, (running) =>
    measureSteady(arena, running, pairs, { seconds, perS: STEADY_PER_S }),
  );
  const of = columns(results);
  report.section(
    `Messages, ${STEADY_PER_S} a second`,
    `${pairs.length} pairs; from the moment each should have been sent to the peer.`,
    [
      '',
      'p50 ms',
      '× relay',
      'p99 ms',
      '× relay',
      'server CPU ms',
      'database CPU ms',
      'sum × relay',
      'wrong',
      'noise',
    ],
    ALL.map((contestant) => [
      contestant,
      of(contestant, ({ p50 }) => p50).text(2),
      ratio(of, contestant, ({ p50 }) => p50),
      of(contestant, ({ p99 }) => p99).text(2),
      ratio(of, contestant, ({ p99 }) => p99),
      ...costs(of, contestant),
      ratio(of, contestant, total),
      sum(results.get(contestant), ({ wrong }) => wrong),
      of(contestant, ({ noise }) => noise).text(2),
    ]),
  );
}
