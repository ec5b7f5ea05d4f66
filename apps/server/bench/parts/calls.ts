import { measureBurst, measureCandidates, measureRings } from '../measures/calls.ts';
import { compare } from '../measures/compare.ts';
import { columns, costs, ratio, sum, total } from './figures.ts';
import { ALL, ON_POSTGRES, type Run } from './run.ts';

const RINGS_PER_S = 200;
/** Each pair rings once in a run. */
export const RINGS = 800;
const CALLS = 50;
const CANDIDATES_PER_S = 500;
const BURST = 200;

export async function compareRings({ arena, report, rounds }: Run): Promise<void> {
  const results = await compare(arena, ON_POSTGRES, rounds, (running, round) =>
    measureRings(running, arena.pairs.slice(round * RINGS, (round + 1) * RINGS), RINGS_PER_S),
  );
  const of = columns(results);
  report.section(
    `Rings, ${RINGS_PER_S} a second`,
    '`call:initiate` → `call:incoming`, and the decline that follows; the first second, in which connections are made and statements prepared, is left out.',
    ['', 'p50 ms', '× relay', 'p99 ms', '× relay', 'server CPU ms', 'database CPU ms', 'wrong', 'noise'],
    ON_POSTGRES.map((contestant) => [
      contestant,
      of(contestant, ({ p50 }) => p50).text(2),
      ratio(of, contestant, ({ p50 }) => p50),
      of(contestant, ({ p99 }) => p99).text(2),
      ratio(of, contestant, ({ p99 }) => p99),
      ...costs(of, contestant),
      sum(results.get(contestant), ({ wrong }) => wrong),
      of(contestant, ({ noise }) => noise).text(2),
    ]),
  );
}

export async function compareCandidates({ arena, report, rounds, seconds }: Run): Promise<void> {
  const pairs = arena.pairs.slice(-CALLS);
  const options = { perS: CANDIDATES_PER_S, seconds };
  const rows: string[][] = [];
  for (const answered of [true, false]) {
    const results = await compare(arena, ALL, rounds, (running) =>
      measureCandidates(running, pairs, { ...options, answered }),
    );
    const of = columns(results);
    for (const contestant of ALL) {
      rows.push([
        `${contestant}, ${answered ? 'live call' : 'ringing'}`,
        ...costs(of, contestant),
        ratio(of, contestant, total),
        of(contestant, ({ p50 }) => p50).text(2),
        of(contestant, ({ p99 }) => p99).text(2),
        answered ? sum(results.get(contestant), ({ wrong }) => wrong) : '–',
      ]);
    }
  }
  report.section(
    `ICE candidates, ${CANDIDATES_PER_S} a second`,
    `Over ${pairs.length} calls. What comes while it rings waits for the answer, so it has no delay here.`,
    ['', 'server CPU ms', 'database CPU ms', 'sum × relay', 'p50 ms', 'p99 ms', 'wrong'],
    rows,
  );
  const bursts = await compare(arena, ALL, rounds, (running, round) =>
    measureBurst(running, arena.pairs[round] as (typeof pairs)[number], BURST),
  );
  const ms = columns(bursts);
  report.section(
    `${BURST} candidates in one breath`,
    'Until the other has the last of them.',
    ['', 'ms', '× relay'],
    ALL.map((contestant) => [
      contestant,
      ms(contestant, (burst) => burst).text(1),
      ratio(ms, contestant, (burst) => burst),
    ]),
  );
}
