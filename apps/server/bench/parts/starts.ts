import { measureStart } from '../measures/starts.ts';
import { spread } from '../report/tables.ts';
import type { Run } from './run.ts';

export async function compareStarts({ arena, report, rounds }: Run): Promise<void> {
  const kinds = [
    { name: 'relay', contestant: 'relay', fresh: false },
    { name: 'straightforward', contestant: 'straightforward', fresh: false },
    { name: 'ours, first start', contestant: 'ours, embedded', fresh: true },
    { name: 'ours, embedded', contestant: 'ours, embedded', fresh: false },
    { name: 'ours, PostgreSQL', contestant: 'ours, PostgreSQL', fresh: false },
  ] as const;
  const results = new Map<string, Awaited<ReturnType<typeof measureStart>>[]>();
  for (let round = 0; round < rounds + 2; round += 1) {
    for (const { name, contestant, fresh } of kinds) {
      const start = await measureStart(arena, contestant, fresh);
      results.set(name, [...(results.get(name) ?? []), start]);
    }
  }
  const of = (name: string, figure: (start: Awaited<ReturnType<typeof measureStart>>) => number) =>
    spread((results.get(name) ?? []).map(figure));
  const against = (name: string, figure: (start: Awaited<ReturnType<typeof measureStart>>) => number) =>
    (of(name, figure).median / of('straightforward', figure).median).toFixed(2);
  report.section(
    'From the start of the process to the first answer',
    'And what it holds then. × is beside the straightforward one.',
    ['', 'ms', '×', 'CPU s', '×', 'MiB', '×'],
    kinds.map(({ name }) => [
      name,
      of(name, ({ ms }) => ms).text(0),
      against(name, ({ ms }) => ms),
      of(name, ({ cpuS }) => cpuS).text(2),
      against(name, ({ cpuS }) => cpuS),
      of(name, ({ rss }) => rss / 2 ** 20).text(0),
      against(name, ({ rss }) => rss),
    ]),
  );
}
