import { writeFileSync } from 'node:fs';
import type { Running } from '../arena.ts';
import { type Costs, coresFor, type Load, type ServerAndDatabase } from '../capacity/model.ts';
import { measureHearing, overhear } from '../measures/foreign.ts';
import { type Mixed, measureMix } from '../measures/mix.ts';
import { measureIdle } from '../measures/sockets.ts';
import { spread } from '../report/tables.ts';
import { type Run, STEADY_PER_S, WRITERS } from './run.ts';

const FILE = new URL('../capacity/costs.json', import.meta.url);
const OTHERS = 9;
const IDLE_S = 50;
const FITTED = {
  fewMessages: { sockets: 400, messagesPerS: 100, ringsPerS: 0 },
  manyMessages: { sockets: 400, messagesPerS: 700, ringsPerS: 0 },
  rings: { sockets: 1_200, messagesPerS: 100, ringsPerS: 30 },
} satisfies Record<string, Load>;
/** A point that the model was not made from: a bit of everything. */
const TRIED: Load = { sockets: 1_600, messagesPerS: 300, ringsPerS: 15 };
/** For so long there are enough pairs that have not rung yet. */
const LONGEST_S = 6;

type Points = Readonly<Record<keyof typeof FITTED, ServerAndDatabase>>;

/** Measures what the model of capacity is made from, writes it down for `npm run capacity`, and tries the model. */
export async function checkCapacity({ arena, report, rounds, seconds }: Run): Promise<void> {
  const watched = Math.min(seconds, LONGEST_S);
  const points = new Map<string, Mixed[]>();
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, load] of Object.entries({ ...FITTED, tried: TRIED })) {
      const mixed = await onNewServer((running) => measureMix(running, arena.pairs, load, watched));
      points.set(name, [...(points.get(name) ?? []), mixed]);
    }
  }
  const of = (name: string, part: keyof ServerAndDatabase) =>
    spread((points.get(name) ?? []).map(({ cores }) => cores[part]));
  const medians = (name: string) => ({
    server: of(name, 'server').median,
    database: of(name, 'database').median,
  });
  const idle = await onNewServer((running) =>
    measureIdle(running, arena.pairs, { from: 200, to: 2_000, seconds: IDLE_S }),
  );
  const said = await overhear(arena, arena.pairs.slice(WRITERS, 2 * WRITERS), STEADY_PER_S, seconds);
  const hearing = await measureHearing(arena, arena.pairs.slice(0, WRITERS), said, {
    ...{ others: OTHERS, perS: STEADY_PER_S, seconds },
  });
  const costs: Costs = {
    ...fit(
      {
        fewMessages: medians('fewMessages'),
        manyMessages: medians('manyMessages'),
        rings: medians('rings'),
      },
      { server: idle.serverMs, database: idle.postgresMs },
    ),
    foreignMs: hearing.foreignMs,
    socketBytes: idle.rss,
    messageBytes: await bytesOfAMessage(),
  };
  writeFileSync(FILE, `${JSON.stringify(costs, rounded, 2)}\n`);
  const told = coresFor(costs, TRIED);
  const row = (part: keyof ServerAndDatabase, name: string) => [
    name,
    told[part].toFixed(3),
    of('tried', part).text(3),
    `${((told[part] / of('tried', part).median - 1) * 100).toFixed(0)} %`,
  ];
  const missing = [...points.values()].flat().reduce((sum, mixed) => sum + mixed.missing, 0);
  report.section(
    'What the model of capacity says, and what is',
    `${TRIED.sockets} sockets, ${TRIED.messagesPerS} messages and ${TRIED.ringsPerS} rings a second on one node, all at the same time. The model was made from other points: ${Object.values(FITTED).map(inWords).join('; ')}; and sockets that do nothing. Missing of all that was sent: ${missing}.`,
    ['cores', 'said before', 'measured', 'error'],
    [row('server', 'server'), row('database', 'database')],
  );

  async function onNewServer<T>(measure: (running: Running) => Promise<T>): Promise<T> {
    const running = await arena.start('ours, PostgreSQL');
    try {
      return await measure(running);
    } finally {
      await running.stop();
    }
  }

  async function bytesOfAMessage(): Promise<number> {
    await arena.pool.query('vacuum full messages');
    const { rows } = await arena.pool.query(
      `select pg_total_relation_size('messages')::float8 / greatest(count(*), 1) as bytes from messages`,
    );
    return rows[0].bytes;
  }
}

/** From what was measured at a few points to what each thing costs. */
function fit(
  points: Points,
  socketMsPerMin: ServerAndDatabase,
): Pick<Costs, 'socketMsPerMin' | 'baseMsPerS' | 'messageMs' | 'ringMs'> {
  const each = (of: (part: keyof ServerAndDatabase) => number): ServerAndDatabase => ({
    server: of('server'),
    database: of('database'),
  });
  const { fewMessages: few, manyMessages: many, rings } = FITTED;
  const idle = ({ sockets }: Load, part: keyof ServerAndDatabase) => (socketMsPerMin[part] * sockets) / 60;
  const messageMs = each(
    (part) =>
      ((points.manyMessages[part] - points.fewMessages[part]) * 1_000) /
      (many.messagesPerS - few.messagesPerS),
  );
  const baseMsPerS = each(
    (part) => points.fewMessages[part] * 1_000 - idle(few, part) - messageMs[part] * few.messagesPerS,
  );
  const ringMs = each(
    (part) =>
      (points.rings[part] * 1_000 -
        idle(rings, part) -
        baseMsPerS[part] -
        messageMs[part] * rings.messagesPerS) /
      rings.ringsPerS,
  );
  return { socketMsPerMin, baseMsPerS, messageMs, ringMs };
}

function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toPrecision(4)) : value;
}

function inWords({ sockets, messagesPerS, ringsPerS }: Load): string {
  return `${sockets} sockets with ${messagesPerS} messages and ${ringsPerS} rings a second`;
}
