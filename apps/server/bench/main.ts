// `npm run bench`: measures the server beside a relay that keeps nothing and a straightforward server, on this machine
// only, and writes `docs/performance.md`. `npm run bench -- messages storm` measures those parts alone and writes nothing.
import { Arena } from './arena.ts';
import { compareCandidates, compareRings, RINGS } from './parts/calls.ts';
import { compareDepth } from './parts/depth.ts';
import { compareSteady, compareThroughput } from './parts/messages.ts';
import { compareNodes } from './parts/nodes.ts';
import { compareFirstVisits } from './parts/page.ts';
import type { Run } from './parts/run.ts';
import { compareIdle, compareStorm, IDLE_PAIRS } from './parts/sockets.ts';
import { compareStarts } from './parts/starts.ts';
import { compareWebhooks } from './parts/webhooks.ts';
import { machine, Report } from './report/report.ts';

const parts: Readonly<Record<string, (run: Run) => Promise<void>>> = {
  messages: compareThroughput,
  steady: compareSteady,
  storm: compareStorm,
  idle: compareIdle,
  rings: compareRings,
  candidates: compareCandidates,
  starts: compareStarts,
  nodes: compareNodes,
  webhooks: compareWebhooks,
  depth: compareDepth,
  page: compareFirstVisits,
};

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !(name in parts));
if (unknown.length > 0) {
  throw new Error(`there is no such part: ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}`);
}

const rounds = Number(process.env.ROUNDS ?? 3);
const arena = await Arena.prepare(Math.max(IDLE_PAIRS, RINGS * rounds));
const run: Run = { arena, rounds, report: new Report(), seconds: Number(process.env.SECONDS ?? 4) };
try {
  for (const [name, measure] of Object.entries(parts)) {
    if (chosen.length === 0 || chosen.includes(name)) await measure(run);
  }
  if (chosen.length === 0) run.report.write(await introduction());
} finally {
  await arena.close();
}

async function introduction(): Promise<string> {
  const { rows } = await arena.pool.query('show server_version');
  return `# How fast it is

Written by \`npm run bench\`: every figure is the median of ${run.rounds} runs or more in fresh processes, with the smallest and
the largest beside it, in alternating order; clients, servers and databases share the machine. What counts are the
ratios to the others of the same run. The relay is bare Socket.IO and keeps nothing; the straightforward one is what a good
team would write first with NestJS and Drizzle. Limits are on, and wide. CPU is per message, socket or request; *wrong*
counts what was lost, doubled, out of order, or acknowledged and not stored; *noise* is how many cores something else
was using meanwhile.

${machine(`PostgreSQL ${rows[0].server_version}`)}
`;
}
