// `npm run capacity`: from what was measured (`costs.json`, which `npm run bench -- capacity` writes) and how people are
// assumed to behave (`habits.json`) to machines. `npm run capacity -- onlineShare=0.2 patients=50000` changes what it names.
import { readFileSync } from 'node:fs';
import { table } from '../report/tables.ts';
import { type Costs, type Habits, type Machines, machinesFor } from './model.ts';

const SIZES = [1_000, 100_000, 10_000_000];

const read = <T>(file: string): T => JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'));
const costs = read<Costs>('costs.json');
const habits: Habits = { ...read<Habits>('habits.json') };
let sizes = SIZES;

for (const word of process.argv.slice(2)) {
  const [name = '', value] = word.split('=');
  const number = Number(value);
  if (!Number.isFinite(number) || number < 0 || value === '' || value === undefined) {
    throw new Error(`cannot reckon with ${word}: write it as name=number`);
  }
  if (name === 'patients') sizes = [number];
  else if (name in habits) Object.assign(habits, { [name]: number });
  else {
    throw new Error(
      `cannot reckon with ${name}: there are patients, ${Object.keys(habits).join(', ')} to be changed`,
    );
  }
}

const round = (value: number, digits = 0) =>
  Number.isFinite(value)
    ? value.toLocaleString('en', { maximumFractionDigits: digits })
    : 'no number is enough';
const rows: readonly [string, (machines: Machines) => string][] = [
  ['sockets at the peak', ({ sockets }) => round(sockets)],
  ['messages a second', ({ messagesPerS }) => round(messagesPerS, 2)],
  ['rings a second', ({ ringsPerS }) => round(ringsPerS, 2)],
  ['nodes (one core each)', ({ nodes }) => round(nodes)],
  ['memory of a node, GiB', ({ nodeMemoryGiB }) => round(nodeMemoryGiB, 2)],
  ['of its work, hearing the others', ({ hearingShare }) => `${round(hearingShare * 100)} %`],
  ['cores of the database', ({ databaseCores }) => round(databaseCores)],
  ['disk of the database a year, GiB', ({ databaseGiBPerYear }) => round(databaseGiBPerYear, 1)],
  ['calls at once', ({ callsAtOnce }) => round(callsAtOnce)],
  ['relay, Gbit/s', ({ relayGbitPerS }) => round(relayGbitPerS, 2)],
];
const all = sizes.map((patients) => machinesFor(patients, habits, costs));
const apart = sizes.map((patients) => machinesFor(patients, habits, costs, false));
const lines = rows.map(([name, cell]) => [name, ...all.map(cell)]);
lines.splice(4, 0, [
  'nodes, if each heard only what concerns its people',
  ...apart.map(({ nodes }) => round(nodes)),
]);
process.stdout.write(`${table(['patients', ...sizes.map((patients) => round(patients))], lines)}\n`);
