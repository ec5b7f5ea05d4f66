// `npm run bench`: measures the server beside a relay that keeps nothing and a straightforward server, on this machine
// only, and writes `docs/performance.md`. `npm run bench -- messages storm` measures those parts alone and writes nothing.
import { Arena, type Contestant } from './arena.ts';
import { measureBurst, measureCandidates, measureRings } from './measures/calls.ts';
import { type Cost, compare } from './measures/compare.ts';
import { digDepths, measureInbox, measureJoins, measurePage, measureUnread } from './measures/depth.ts';
import { LINES, measureFirstVisit } from './measures/first-paint.ts';
import { measureSteady, measureThroughput } from './measures/messages.ts';
import { startTwoNodes } from './measures/nodes.ts';
import { measureIdle, measureStorm } from './measures/sockets.ts';
import { measureStart } from './measures/starts.ts';
import { bars } from './report/plots.ts';
import { machine, Report } from './report/report.ts';
import { type Spread, spread } from './report/tables.ts';

const ROUNDS = Number(process.env.ROUNDS ?? 3);
const SECONDS = Number(process.env.SECONDS ?? 4);
const PEOPLE_OF = { messages: 200, storm: 500, idle: 1_000, calls: 50 };
const STEADY_PER_S = 500;
const RINGS_PER_S = 200;
const RINGS = 400;
const CANDIDATES_PER_S = 500;
const BURST = 200;
const DEEP = 900_000;
/** Twice as long as the longest time between two pings. */
const IDLE_S = 50;

const ALL: readonly Contestant[] = ['relay', 'straightforward', 'ours, embedded', 'ours, PostgreSQL'];
const ON_POSTGRES: readonly Contestant[] = ['relay', 'straightforward', 'ours, PostgreSQL'];

const parts: Readonly<Record<string, () => Promise<void>>> = {
  messages: compareThroughput,
  steady: compareSteady,
  storm: compareStorm,
  idle: compareIdle,
  rings: compareRings,
  candidates: compareCandidates,
  starts: compareStarts,
  nodes: compareNodes,
  depth: compareDepth,
  page: compareFirstVisits,
};

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !(name in parts));
if (unknown.length > 0) {
  throw new Error(`there is no such part: ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}`);
}

const report = new Report();
const arena = await Arena.prepare(Math.max(PEOPLE_OF.idle, RINGS * ROUNDS));
try {
  for (const [name, measure] of Object.entries(parts)) {
    if (chosen.length === 0 || chosen.includes(name)) await measure();
  }
  if (chosen.length === 0) report.write(await introduction());
} finally {
  await arena.close();
}

async function compareThroughput(): Promise<void> {
  const pairs = arena.pairs.slice(0, PEOPLE_OF.messages);
  const results = await compare(arena, ALL, ROUNDS, (running) =>
    measureThroughput(arena, running, pairs, { seconds: SECONDS }),
  );
  const of = columns(results);
  report.section(
    'Messages, as fast as they go',
    `${pairs.length} pairs, one message of 100 characters under way in each: sent, stored, acknowledged, and with the peer.`,
    [
      '',
      'msg/s',
      '× relay',
      'server CPU ms',
      'database CPU ms',
      'sum × relay',
      'p50 ms',
      'p99 ms',
      'wrong',
      'noise',
    ],
    ALL.map((contestant) => [
      contestant,
      of(contestant, ({ perS }) => perS).text(0),
      ratio(of, contestant, ({ perS }) => perS),
      of(contestant, ({ serverMs }) => serverMs).text(3),
      keepsApart(contestant) ? of(contestant, ({ postgresMs }) => postgresMs).text(3) : '–',
      ratio(of, contestant, total),
      of(contestant, ({ p50 }) => p50).text(1),
      of(contestant, ({ p99 }) => p99).text(1),
      sum(results.get(contestant), ({ wrong }) => wrong),
      of(contestant, ({ noise }) => noise).text(2),
    ]),
  );
  report.picture(
    'performance-messages.svg',
    'Messages a second',
    bars(
      'Messages a second, stored and delivered',
      ALL.map((label) => ({ label, value: of(label, ({ perS }) => perS).median })),
      0,
    ),
  );
  const order = await compare(arena, ['ours, PostgreSQL'], ROUNDS, (running) =>
    measureThroughput(arena, running, pairs.slice(0, 100), { seconds: SECONDS, window: 4 }),
  );
  const four = columns(order);
  report.section(
    'Four at a time in each conversation',
    '100 pairs; order is kept all the same.',
    ['', 'msg/s', 'server CPU ms', 'database CPU ms', 'wrong'],
    [
      [
        'ours, PostgreSQL',
        four('ours, PostgreSQL', ({ perS }) => perS).text(0),
        four('ours, PostgreSQL', ({ serverMs }) => serverMs).text(3),
        four('ours, PostgreSQL', ({ postgresMs }) => postgresMs).text(3),
        sum(order.get('ours, PostgreSQL'), ({ wrong }) => wrong),
      ],
    ],
  );
}

async function compareSteady(): Promise<void> {
  const pairs = arena.pairs.slice(0, PEOPLE_OF.messages);
  const results = await compare(arena, ALL, ROUNDS, (running) =>
    measureSteady(arena, running, pairs, { seconds: SECONDS, perS: STEADY_PER_S }),
  );
  const of = columns(results);
  report.section(
    `Messages, ${STEADY_PER_S} a second`,
    `${pairs.length} pairs; from the moment each should have been sent to the peer.`,
    [
      '',
      'p50 ms',
      '× relay',
      'p99 ms',
      '× relay',
      'server CPU ms',
      'database CPU ms',
      'sum × relay',
      'wrong',
      'noise',
    ],
    ALL.map((contestant) => [
      contestant,
      of(contestant, ({ p50 }) => p50).text(2),
      ratio(of, contestant, ({ p50 }) => p50),
      of(contestant, ({ p99 }) => p99).text(2),
      ratio(of, contestant, ({ p99 }) => p99),
      of(contestant, ({ serverMs }) => serverMs).text(3),
      keepsApart(contestant) ? of(contestant, ({ postgresMs }) => postgresMs).text(3) : '–',
      ratio(of, contestant, total),
      sum(results.get(contestant), ({ wrong }) => wrong),
      of(contestant, ({ noise }) => noise).text(2),
    ]),
  );
}

async function compareStorm(): Promise<void> {
  const pairs = arena.pairs.slice(0, PEOPLE_OF.storm);
  const results = await compare(arena, ON_POSTGRES, ROUNDS, (running) => measureStorm(running, pairs));
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
      of(contestant, ({ serverMs }) => serverMs).text(3),
      keepsApart(contestant) ? of(contestant, ({ postgresMs }) => postgresMs).text(3) : '–',
      ratio(of, contestant, ({ serverMs }) => serverMs),
      ratio(of, contestant, total),
      of(contestant, ({ ms }) => ms).text(0),
      of(contestant, ({ noise }) => noise).text(2),
    ]),
  );
}

async function compareIdle(): Promise<void> {
  const results = await compare(arena, ON_POSTGRES, ROUNDS, (running) =>
    measureIdle(running, arena.pairs, { from: 200, to: PEOPLE_OF.idle * 2, seconds: IDLE_S }),
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

async function compareRings(): Promise<void> {
  const results = await compare(arena, ON_POSTGRES, ROUNDS, (running, round) =>
    measureRings(running, arena.pairs.slice(round * RINGS, (round + 1) * RINGS), RINGS_PER_S),
  );
  const of = columns(results);
  report.section(
    `Rings, ${RINGS_PER_S} a second`,
    '`call:initiate` → `call:incoming`, and the decline that follows.',
    ['', 'p50 ms', '× relay', 'p99 ms', '× relay', 'server CPU ms', 'database CPU ms', 'wrong', 'noise'],
    ON_POSTGRES.map((contestant) => [
      contestant,
      of(contestant, ({ p50 }) => p50).text(2),
      ratio(of, contestant, ({ p50 }) => p50),
      of(contestant, ({ p99 }) => p99).text(2),
      ratio(of, contestant, ({ p99 }) => p99),
      of(contestant, ({ serverMs }) => serverMs).text(3),
      keepsApart(contestant) ? of(contestant, ({ postgresMs }) => postgresMs).text(3) : '–',
      sum(results.get(contestant), ({ wrong }) => wrong),
      of(contestant, ({ noise }) => noise).text(2),
    ]),
  );
}

async function compareCandidates(): Promise<void> {
  const pairs = arena.pairs.slice(-PEOPLE_OF.calls);
  const options = { perS: CANDIDATES_PER_S, seconds: SECONDS };
  const rows: string[][] = [];
  for (const answered of [true, false]) {
    const results = await compare(arena, ALL, ROUNDS, (running) =>
      measureCandidates(running, pairs, { ...options, answered }),
    );
    const of = columns(results);
    for (const contestant of ALL) {
      rows.push([
        `${contestant}, ${answered ? 'live call' : 'ringing'}`,
        of(contestant, ({ serverMs }) => serverMs).text(3),
        keepsApart(contestant) ? of(contestant, ({ postgresMs }) => postgresMs).text(3) : '–',
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
  const bursts = await compare(arena, ALL, ROUNDS, (running, round) =>
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

async function compareStarts(): Promise<void> {
  const kinds = [
    { name: 'relay', contestant: 'relay', fresh: false },
    { name: 'straightforward', contestant: 'straightforward', fresh: false },
    { name: 'ours, first start', contestant: 'ours, embedded', fresh: true },
    { name: 'ours, embedded', contestant: 'ours, embedded', fresh: false },
    { name: 'ours, PostgreSQL', contestant: 'ours, PostgreSQL', fresh: false },
  ] as const;
  const results = new Map<string, Awaited<ReturnType<typeof measureStart>>[]>();
  for (let round = 0; round < ROUNDS + 2; round += 1) {
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

async function compareNodes(): Promise<void> {
  const pairs = arena.pairs.slice(0, PEOPLE_OF.messages);
  const options = { seconds: SECONDS, perS: STEADY_PER_S };
  const one: Awaited<ReturnType<typeof measureSteady>>[] = [];
  const two: typeof one = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const alone = await arena.start('ours, PostgreSQL');
    one.push(await measureSteady(arena, alone, pairs, options));
    await alone.stop();
    const { both, secondUrl } = await startTwoNodes(arena);
    two.push(await measureSteady(arena, both, pairs, { ...options, consultantsUrl: secondUrl }));
    await both.stop();
  }
  const row = (name: string, flows: typeof one) => [
    name,
    spread(flows.map(({ p50 }) => p50)).text(2),
    spread(flows.map(({ p99 }) => p99)).text(2),
    spread(flows.map(({ serverMs }) => serverMs)).text(3),
    spread(flows.map(({ postgresMs }) => postgresMs)).text(3),
    (spread(flows.map(total)).median / spread(one.map(total)).median).toFixed(2),
    String(flows.reduce((wrong, flow) => wrong + flow.wrong, 0)),
  ];
  report.section(
    'Two nodes',
    `${STEADY_PER_S} messages a second; with two nodes each patient is on one and each consultant on the other. Redis counts as database.`,
    ['', 'p50 ms', 'p99 ms', 'servers CPU ms', 'database CPU ms', 'sum × one node', 'wrong'],
    [row('one node', one), row('two nodes', two)],
  );
}

async function compareDepth(): Promise<void> {
  const depths = await digDepths(arena);
  const measures = {
    'page of 50, newest': (running) => measurePage(running, depths, 0),
    [`page of 50, at ${DEEP.toLocaleString('en')}`]: (running) => measurePage(running, depths, DEEP),
    'unread, one of 50 conversations': (running) => measureUnread(running, depths.few),
    'unread, one of 5,000 conversations': (running) => measureUnread(running, depths.many),
    'leave and join, one of 50': (running) => measureJoins(running, depths.few),
    'leave and join, one of 5,000': (running) => measureJoins(running, depths.many),
    'inbox, 50 conversations': (running) => measureInbox(running, depths.few),
    'inbox, 5,000 conversations': (running) => measureInbox(running, depths.many),
  } satisfies Record<string, (running: Parameters<typeof measurePage>[0]) => Promise<Cost>>;
  const results = new Map<string, Cost[]>();
  for (let round = 0; round < ROUNDS; round += 1) {
    const running = await arena.start('ours, PostgreSQL');
    for (const [name, measure] of Object.entries(measures)) {
      results.set(name, [...(results.get(name) ?? []), await measure(running)]);
    }
    await running.stop();
  }
  const rows: string[][] = [];
  let shallow: Spread | undefined;
  for (const [index, [name, costs]] of [...results].entries()) {
    const cost = spread(costs.map(total));
    if (index % 2 === 0) shallow = cost;
    rows.push([
      name,
      spread(costs.map(({ serverMs }) => serverMs)).text(3),
      spread(costs.map(({ postgresMs }) => postgresMs)).text(3),
      index % 2 === 0 ? '1' : (cost.median / (shallow?.median ?? Number.NaN)).toFixed(2),
    ]);
  }
  report.section(
    'However much there is',
    'A conversation of a million messages, and a consultant with 5,000 conversations; × is beside the line before.',
    ['', 'server CPU ms', 'database CPU ms', '×'],
    rows,
  );
}

async function compareFirstVisits(): Promise<void> {
  const running = await arena.start('ours, PostgreSQL');
  const rows: string[][] = [];
  for (const line of LINES) {
    const visits = [];
    for (let round = 0; round < ROUNDS; round += 1) visits.push(await measureFirstVisit(running, line));
    rows.push([
      `${line.name} (${line.kbitPerS} kbit/s, ${line.latencyMs} ms)`,
      spread(visits.map(({ paintMs }) => paintMs)).text(0),
      spread(visits.map(({ usableMs }) => usableMs)).text(0),
      spread(visits.map(({ bytes }) => bytes / 1_000)).text(0),
    ]);
  }
  await running.stop();
  report.section(
    'The page, opened for the first time on a phone',
    'Until something is drawn, and until the sign-in can be filled in.',
    ['', 'first paint ms', 'sign-in ms', 'kB'],
    rows,
  );
}

type Figures<T> = (contestant: Contestant, figure: (run: T) => number) => Spread;

function columns<T>(results: ReadonlyMap<Contestant, readonly T[]>): Figures<T> {
  return (contestant, figure) => spread((results.get(contestant) ?? []).map(figure));
}

function ratio<T>(of: Figures<T>, contestant: Contestant, figure: (run: T) => number): string {
  return (of(contestant, figure).median / of('relay', figure).median).toFixed(2);
}

function total({ serverMs, postgresMs }: Cost): number {
  return serverMs + postgresMs;
}

function sum<T>(runs: readonly T[] = [], figure: (run: T) => number): string {
  return String(runs.reduce((total, run) => total + figure(run), 0));
}

/** Whether its database is a process of its own. */
function keepsApart(contestant: Contestant): boolean {
  return contestant === 'straightforward' || contestant === 'ours, PostgreSQL';
}

async function introduction(): Promise<string> {
  const { rows } = await arena.pool.query('show server_version');
  return `# How fast it is

Written by \`npm run bench\`: every figure is the median of ${ROUNDS} runs or more in fresh processes, with the smallest and
the largest beside it, in alternating order; clients, servers and databases share the machine. What counts are the
ratios to the others of the same run. The relay is bare Socket.IO and keeps nothing; the straightforward one is what a good
team would write first with NestJS and Drizzle. Limits are on, and wide. CPU is per message, socket or request; *wrong*
counts what was lost, doubled, out of order, or acknowledged and not stored; *noise* is how many cores something else
was using meanwhile.

${machine(`PostgreSQL ${rows[0].server_version}`)}
`;
}
