// `npm run bench`: measures the server beside a relay that keeps nothing and a straightforward server, on this machine
// only, and writes `docs/performance.md`. `npm run bench -- messages storm` measures those parts alone; with `--write` behind
// them it renews what the page says of them.
import { Arena } from './arena.ts';
import { compareCandidates, compareRings, RINGS } from './parts/calls.ts';
import { checkCapacity } from './parts/capacity.ts';
import { compareDepth } from './parts/depth.ts';
import { compareForeign } from './parts/foreign.ts';
import { compareClients } from './parts/generator.ts';
import { compareSteady, compareThroughput } from './parts/messages.ts';
import { compareNodes } from './parts/nodes.ts';
import { compareFirstVisits } from './parts/page.ts';
import { comparePartitions } from './parts/partitions.ts';
import { comparePush } from './parts/push.ts';
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
  foreign: compareForeign,
  webhooks: compareWebhooks,
  push: comparePush,
  depth: compareDepth,
  page: compareFirstVisits,
  generator: compareClients,
  capacity: checkCapacity,
};

/** What takes so long or so much that it is measured only where it is asked for. */
const apart: typeof parts = { partitions: comparePartitions };
const all = { ...parts, ...apart };

const WRITE = '--write';
const words = process.argv.slice(2);
const chosen = words.filter((word) => word !== WRITE);
const unknown = chosen.filter((name) => !(name in all));
if (unknown.length > 0) {
  throw new Error(`there is no such part: ${unknown.join(', ')}; there are ${Object.keys(all).join(', ')}`);
}

const rounds = Number(process.env.ROUNDS ?? 3);
const arena = await Arena.prepare(Math.max(IDLE_PAIRS, RINGS * rounds));
const run: Run = { arena, rounds, report: new Report(), seconds: Number(process.env.SECONDS ?? 4) };
try {
  for (const [name, measure] of Object.entries(chosen.length === 0 ? parts : all)) {
    if (chosen.length === 0 || chosen.includes(name)) await measure(run);
  }
  if (chosen.length === 0 || words.includes(WRITE)) run.report.write(await introduction());
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
was using meanwhile (below zero where the clocks of the processes and of the machine disagree). A part can be measured anew by
itself: \`npm run bench -- steady --write\`.

${machine(`PostgreSQL ${rows[0].server_version}`)}
`;
}
