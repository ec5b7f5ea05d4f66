import { compare } from '../measures/compare.ts';
import { measureIdle, measureStorm } from '../measures/sockets.ts';
import { columns, costs, ratio, total } from './figures.ts';
import { ON_POSTGRES, type Run } from './run.ts';

const STORM_PAIRS = 500;
export const IDLE_PAIRS = 1_000;
/** Twice as long as the longest time between two pings. */
const IDLE_S = 50;

export async function compareStorm({ arena, report, rounds }: Run): Promise<void> {
  const pairs = arena.pairs.slice(0, STORM_PAIRS);
  const results = await compare(arena, ON_POSTGRES, rounds, (running) => measureStorm(running, pairs));
  const of = columns(results);
  report.section(
    'Everybody comes back at once',
    `${pairs.length * 2} sockets are cut off and come back: token, session, room.`,
    [
      '',
      'server CPU ms',
      'database CPU ms',
      'server × relay',
      'sum × relay',
      'until all are in, ms',
      'noise',
    ],
    ON_POSTGRES.map((contestant) => [
      contestant,
      ...costs(of, contestant),
      ratio(of, contestant, ({ serverMs }) => serverMs),
      ratio(of, contestant, total),
      of(contestant, ({ ms }) => ms).text(0),
      of(contestant, ({ noise }) => noise).text(2),
    ]),
  );
}

export async function compareIdle({ arena, report, rounds }: Run): Promise<void> {
  const results = await compare(arena, ON_POSTGRES, rounds, (running) =>
    measureIdle(running, arena.pairs, { from: 200, to: IDLE_PAIRS * 2, seconds: IDLE_S }),
  );
  const of = columns(results);
  report.section(
    'People who do nothing',
    'Signed in and in the room of their conversation. Memory is after a garbage collection, on a server that was just started.',
    [
      '',
      'KiB a socket',
      '× relay',
      'KiB in use',
      'CPU ms a minute',
      '× relay',
      'with the database',
      '× relay',
      'noise',
    ],
    ON_POSTGRES.map((contestant) => [
      contestant,
      of(contestant, ({ rss }) => rss / 1_024).text(1),
      ratio(of, contestant, ({ rss }) => rss),
      of(contestant, ({ inUse }) => inUse / 1_024).text(1),
      of(contestant, ({ serverMs }) => serverMs).text(2),
      ratio(of, contestant, ({ serverMs }) => serverMs),
      of(contestant, total).text(2),
      ratio(of, contestant, total),
      of(contestant, ({ noise }) => noise).text(2),
    ]),
  );
}
