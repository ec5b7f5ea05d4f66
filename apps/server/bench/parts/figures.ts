import type { Contestant } from '../arena.ts';
import type { Cost } from '../measures/compare.ts';
import { type Spread, spread } from '../report/tables.ts';

export type Figures<T> = (contestant: Contestant, figure: (run: T) => number) => Spread;

export function columns<T>(results: ReadonlyMap<Contestant, readonly T[]>): Figures<T> {
  return (contestant, figure) => spread((results.get(contestant) ?? []).map(figure));
}

export function ratio<T>(of: Figures<T>, contestant: Contestant, figure: (run: T) => number): string {
  return (of(contestant, figure).median / of('relay', figure).median).toFixed(2);
}

export function total({ serverMs, postgresMs }: Cost): number {
  return serverMs + postgresMs;
}

export function sum<T>(runs: readonly T[] = [], figure: (run: T) => number): string {
  return String(runs.reduce((total, run) => total + figure(run), 0));
}

/** The CPU of a server and of its database, in the cells of a line. */
export function costs<T extends Cost>(of: Figures<T>, contestant: Contestant): string[] {
  return [
    of(contestant, ({ serverMs }) => serverMs).text(3),
    keepsApart(contestant) ? of(contestant, ({ postgresMs }) => postgresMs).text(3) : '–',
  ];
}

/** Whether its database is a process of its own. */
function keepsApart(contestant: Contestant): boolean {
  return contestant === 'straightforward' || contestant === 'ours, PostgreSQL';
}
