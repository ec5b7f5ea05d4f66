// `npm run bench`: a few minutes, on this machine only. Every figure is a median of interleaved runs with fresh
// processes, with the smallest and the largest beside it; what counts are the ratios to the others of the same run.
import { Arena, type Contestant } from './contestants.ts';
import { type IdleCost, measureIdle, measureThroughput, type Throughput } from './load.ts';
import { spread, table } from './tables.ts';

const PAIRS = 50;
const ROUNDS = Number(process.env.ROUNDS ?? 3);
const SECONDS = Number(process.env.SECONDS ?? 4);
const SENDERS: readonly Contestant[] = ['relay', 'ours, embedded', 'ours, PostgreSQL', 'naive'];
const IDLERS: readonly Contestant[] = ['relay', 'ours, PostgreSQL'];
const [IDLE_FROM, IDLE_TO] = [500, 1_500];

const arena = await Arena.prepare(PAIRS);
try {
  await compareThroughput();
  await compareIdle();
  await measureStarts();
} finally {
  await arena.close();
}

async function compareThroughput(): Promise<void> {
  const results = new Map<Contestant, Throughput[]>(SENDERS.map((contestant) => [contestant, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const contestant of SENDERS) {
      const running = await arena.start(contestant);
      results.get(contestant)?.push(await measureThroughput(running, arena.pairs, SECONDS));
      await running.stop();
    }
  }
  const cpuOf = (contestant: Contestant) =>
    spread((results.get(contestant) ?? []).map(({ serverMs, postgresMs }) => serverMs + postgresMs));
  const rateOf = (contestant: Contestant) =>
    spread((results.get(contestant) ?? []).map(({ messagesPerS }) => messagesPerS));
  print(
    `Send → stored → sender's message_sent and peer's new_message: ${PAIRS} pairs, one message at a time each`,
    table(
      ['', 'msg/s', '× relay', '× naive', 'server CPU ms', 'PG CPU ms', 'sum ÷ naive', 'p50 ms', 'p99 ms'],
      SENDERS.map((contestant) => {
        const runs = results.get(contestant) ?? [];
        return [
          contestant,
          rateOf(contestant).text(0),
          (rateOf(contestant).median / rateOf('relay').median).toFixed(2),
          (rateOf(contestant).median / rateOf('naive').median).toFixed(2),
          spread(runs.map(({ serverMs }) => serverMs)).text(3),
          usesPostgres(contestant) ? spread(runs.map(({ postgresMs }) => postgresMs)).text(3) : '–',
          (cpuOf(contestant).median / cpuOf('naive').median).toFixed(3),
          spread(runs.map(({ p50 }) => p50)).text(1),
          spread(runs.map(({ p99 }) => p99)).text(1),
        ];
      }),
    ),
  );
}

async function compareIdle(): Promise<void> {
  const results = new Map<Contestant, IdleCost[]>(IDLERS.map((contestant) => [contestant, []]));
  for (let round = 0; round < Math.min(2, ROUNDS); round += 1) {
    for (const contestant of IDLERS) {
      const running = await arena.start(contestant);
      results.get(contestant)?.push(await measureIdle(running, arena.pairs, IDLE_FROM, IDLE_TO));
      await running.stop();
    }
  }
  const rssOf = (contestant: Contestant) =>
    spread((results.get(contestant) ?? []).map(({ rssKiB }) => rssKiB));
  print(
    `Each idle, joined socket (${IDLE_FROM} → ${IDLE_TO}, after a garbage collection)`,
    table(
      ['', 'RSS KiB', '× relay', 'heap KiB', 'connect + join CPU ms'],
      IDLERS.map((contestant) => {
        const runs = results.get(contestant) ?? [];
        return [
          contestant,
          rssOf(contestant).text(1),
          (rssOf(contestant).median / rssOf('relay').median).toFixed(2),
          spread(runs.map(({ inUseKiB }) => inUseKiB)).text(1),
          spread(runs.map(({ joinMs }) => joinMs)).text(2),
        ];
      }),
    ),
  );
}

async function measureStarts(): Promise<void> {
  const kinds = [
    { name: 'relay', contestant: 'relay', fresh: false },
    { name: 'ours, first start (makes the embedded database)', contestant: 'ours, embedded', fresh: true },
    { name: 'ours, embedded, later starts', contestant: 'ours, embedded', fresh: false },
    { name: 'ours, PostgreSQL', contestant: 'ours, PostgreSQL', fresh: false },
  ] as const;
  const rows: string[][] = [];
  for (const { name, contestant, fresh } of kinds) {
    const starts: number[] = [];
    const cpus: number[] = [];
    const sizes: number[] = [];
    for (let round = 0; round < (fresh ? 2 : ROUNDS); round += 1) {
      const running = await arena.start(contestant, fresh ? arena.freshDirectory() : undefined);
      cpus.push(running.cpu().server);
      starts.push(running.startMs);
      sizes.push((await running.memory()).rss / 2 ** 20);
      await running.stop();
    }
    rows.push([name, spread(starts).text(0), spread(cpus).text(2), spread(sizes).text(0)]);
  }
  print(
    'From the start of the process to the first 200 of /health, and at rest',
    table(['', 'ms', 'CPU s', 'RSS MiB'], rows),
  );
}

function usesPostgres(contestant: Contestant): boolean {
  return contestant === 'naive' || contestant === 'ours, PostgreSQL';
}

function print(title: string, lines: string): void {
  process.stdout.write(`\n${title}\n\n${lines}\n`);
}
