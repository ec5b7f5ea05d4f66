import { type Hearing, measureHearing, overhear } from '../measures/foreign.ts';
import { spread } from '../report/tables.ts';
import { type Run, STEADY_PER_S, WRITERS } from './run.ts';

const OTHERS = [1, 9];

/** What it costs a node that each hears of everything, in a cluster of two and of ten. */
export async function compareForeign({ arena, report, rounds, seconds }: Run): Promise<void> {
  const here = arena.pairs.slice(0, WRITERS);
  const elsewhere = arena.pairs.slice(WRITERS, 2 * WRITERS);
  const said = await overhear(arena, elsewhere, STEADY_PER_S, seconds);
  const hearings = new Map<number, Hearing[]>(OTHERS.map((others) => [others, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const others of OTHERS) {
      const options = { others, perS: STEADY_PER_S, seconds };
      hearings.get(others)?.push(await measureHearing(arena, here, said, options));
    }
  }
  const of = (others: number, figure: (hearing: Hearing) => number) =>
    spread((hearings.get(others) ?? []).map(figure));
  report.section(
    'What a node hears of the others',
    `The others tell of ${STEADY_PER_S} messages a second each, of people who are not here. What they say was taken down from a real node, ${(said.events.length / said.messages).toFixed(1)} events and ${(said.bytes / 1_024).toFixed(1)} KiB for each message, and is said again by one voice.`,
    ['', 'CPU ms a message of theirs', 'CPU ms of its own', 'theirs × own', 'cores for all of theirs'],
    OTHERS.map((others) => [
      `beside ${others} ${others === 1 ? 'other' : 'others'}`,
      of(others, ({ foreignMs }) => foreignMs).text(3),
      of(others, ({ ownMs }) => ownMs).text(3),
      of(others, ({ foreignMs, ownMs }) => foreignMs / ownMs).text(2),
      of(others, ({ cores }) => cores).text(2),
    ]),
  );
}
