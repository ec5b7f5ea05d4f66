import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Flow, measureSteady, measureThroughput } from '../measures/messages.ts';
import { spread } from '../report/tables.ts';
import { total } from './figures.ts';
import { type Run, STEADY_PER_S, WRITERS } from './run.ts';

interface Measured {
  readonly steady: Flow;
  readonly fast: Flow;
}

/** What it costs that messages are told to another system, which takes each at once. */
export async function compareWebhooks({ arena, report, rounds, seconds }: Run): Promise<void> {
  const receiver = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(204).end());
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  const told = {
    WEBHOOK_URL: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`,
    WEBHOOK_SECRET: `whsec_${Buffer.from('a secret of the bench, long enough').toString('base64')}`,
    WEBHOOK_PRIVATE: 'true',
  };
  const pairs = arena.pairs.slice(0, WRITERS);
  const runs = { without: [] as Measured[], 'with webhooks': [] as Measured[] };
  try {
    for (let round = 0; round < rounds; round += 1) {
      for (const [name, measured] of round % 2 === 0
        ? Object.entries(runs)
        : Object.entries(runs).reverse()) {
        const running = await arena.start('ours, PostgreSQL', { env: name === 'without' ? {} : told });
        try {
          const steady = await measureSteady(arena, running, pairs, { seconds, perS: STEADY_PER_S });
          measured.push({ steady, fast: await measureThroughput(arena, running, pairs, { seconds }) });
        } finally {
          await running.stop();
          await arena.pool.query('truncate webhook_outbox');
        }
      }
    }
  } finally {
    receiver.close();
    receiver.closeAllConnections();
  }
  const base = spread(runs.without.map(({ steady }) => total(steady))).median;
  report.section(
    'Webhooks',
    `${pairs.length} pairs; ${STEADY_PER_S} messages a second, then as fast as they go. The receiver answers at once.`,
    ['', 'p50 ms', 'p99 ms', 'server CPU ms', 'database CPU ms', 'sum × without', 'most msg/s', 'wrong'],
    Object.entries(runs).map(([name, measured]) => {
      const of = (figure: (flow: Flow) => number) => spread(measured.map(({ steady }) => figure(steady)));
      return [
        name,
        of(({ p50 }) => p50).text(2),
        of(({ p99 }) => p99).text(2),
        of(({ serverMs }) => serverMs).text(3),
        of(({ postgresMs }) => postgresMs).text(3),
        (of(total).median / base).toFixed(2),
        spread(measured.map(({ fast }) => fast.perS)).text(0),
        String(measured.reduce((wrong, { steady, fast }) => wrong + steady.wrong + fast.wrong, 0)),
      ];
    }),
  );
}
