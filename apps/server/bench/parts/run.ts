import type { Arena, Contestant } from '../arena.ts';
import type { Report } from '../report/report.ts';

/** What a part of the bench works with. */
export interface Run {
  readonly arena: Arena;
  readonly report: Report;
  readonly rounds: number;
  /** How long each load is watched. */
  readonly seconds: number;
}

export const ALL: readonly Contestant[] = ['relay', 'straightforward', 'ours, embedded', 'ours, PostgreSQL'];
export const ON_POSTGRES: readonly Contestant[] = ['relay', 'straightforward', 'ours, PostgreSQL'];
/** Pairs that write. */
export const WRITERS = 200;
export const STEADY_PER_S = 500;
