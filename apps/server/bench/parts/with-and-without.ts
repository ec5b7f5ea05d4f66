import { type Flow, measureSteady, measureThroughput } from '../measures/messages.ts';
import { spread } from '../report/tables.ts';
import { total } from './figures.ts';
import { type Run, STEADY_PER_S, WRITERS } from './run.ts';

interface Measured {
  readonly steady: Flow;
  readonly fast: Flow;
}

/** Something that is on where these settings are, and what it is called. */
interface Addition {
  readonly title: string;
  readonly text: string;
  readonly name: string;
  readonly env: Readonly<Record<string, string>>;
  /** After each run. */
  readonly clear?: () => Promise<unknown>;
}

/** What an addition costs messages, beside the same server without it. */
export async function compareAddition(
  { arena, report, rounds, seconds }: Run,
  { title, text, name: added, env, clear = async () => {} }: Addition,
): Promise<void> {
  const pairs = arena.pairs.slice(0, WRITERS);
  const runs: Record<string, Measured[]> = { without: [], [added]: [] };
  for (let round = 0; round < rounds; round += 1) {
    const inTurn = Object.entries(runs);
    for (const [name, measured] of round % 2 === 0 ? inTurn : inTurn.reverse()) {
      const running = await arena.start('ours, PostgreSQL', { env: name === added ? env : {} });
      try {
        const steady = await measureSteady(arena, running, pairs, { seconds, perS: STEADY_PER_S });
        measured.push({ steady, fast: await measureThroughput(arena, running, pairs, { seconds }) });
      } finally {
        await running.stop();
        await clear();
      }
    }
  }
  const base = spread((runs.without ?? []).map(({ steady }) => total(steady))).median;
  report.section(
    title,
    `${pairs.length} pairs; ${STEADY_PER_S} messages a second, then as fast as they go. ${text}`,
    ['', 'p50 ms', 'p99 ms', 'server CPU ms', 'database CPU ms', 'sum × without', 'most msg/s', 'wrong'],
    Object.entries(runs).map(([name, measured]) => {
      const of = (figure: (flow: Flow) => number) => spread(measured.map(({ steady }) => figure(steady)));
      return [
        name,
        of(({ p50 }) => p50).text(2),
        of(({ p99 }) => p99).text(2),
        of(({ serverMs }) => serverMs).text(3),
        of(({ postgresMs }) => postgresMs).text(3),
        (of(total).median / base).toFixed(2),
        spread(measured.map(({ fast }) => fast.perS)).text(0),
        String(measured.reduce((wrong, { steady, fast }) => wrong + steady.wrong + fast.wrong, 0)),
      ];
    }),
  );
}
