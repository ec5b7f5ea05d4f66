import type { Connect } from '../guests.ts';
import { type Flow, measureSteady, measureThroughput } from '../measures/messages.ts';
import { RealSocket } from '../real-socket.ts';
import { spread } from '../report/tables.ts';
import { WireSocket } from '../wire-socket.ts';
import { sum } from './figures.ts';
import { type Run, STEADY_PER_S, WRITERS } from './run.ts';

const CLIENTS = { 'by hand': WireSocket.connect, 'socket.io-client': RealSocket.connect } satisfies Record<
  string,
  Connect
>;
type Client = keyof typeof CLIENTS;

/** Whether the clients that load the server say what real ones do, and what they take of the machine themselves. */
export async function compareClients({ arena, report, rounds, seconds }: Run): Promise<void> {
  const pairs = arena.pairs.slice(0, WRITERS);
  const loads = {
    [`${STEADY_PER_S} a second`]: (running, connect) =>
      measureSteady(arena, running, pairs, { seconds, perS: STEADY_PER_S, connect }),
    'as fast as they go': (running, connect) =>
      measureThroughput(arena, running, pairs, { seconds, connect }),
  } satisfies Record<
    string,
    (running: Parameters<typeof measureSteady>[1], connect: Connect) => Promise<Flow>
  >;
  const rows: string[][] = [];
  for (const [load, measure] of Object.entries(loads)) {
    const flows: Record<Client, Flow[]> = { 'by hand': [], 'socket.io-client': [] };
    const clients = Object.keys(CLIENTS) as Client[];
    for (let round = 0; round < rounds; round += 1) {
      for (const client of round % 2 === 0 ? clients : clients.toReversed()) {
        const running = await arena.start('ours, PostgreSQL');
        try {
          flows[client].push(await measure(running, CLIENTS[client]));
        } finally {
          await running.stop();
        }
      }
    }
    for (const client of clients) rows.push([`${load}, ${client}`, ...cells(flows[client])]);
  }
  report.section(
    'The load itself',
    `${pairs.length} pairs. The other parts load the servers by a client that was written for it; here the client that apps use does the same.`,
    [
      '',
      'msg/s',
      'sent',
      'acknowledged',
      'heard',
      'wrong',
      'p50 ms',
      'p99 ms',
      'server CPU ms',
      'client CPU ms',
    ],
    rows,
  );
}

function cells(flows: readonly Flow[]): string[] {
  const of = (figure: (flow: Flow) => number) => spread(flows.map(figure));
  return [
    of(({ perS }) => perS).text(0),
    sum(flows, ({ sent }) => sent),
    sum(flows, ({ acknowledged }) => acknowledged),
    sum(flows, ({ heard }) => heard),
    sum(flows, ({ wrong }) => wrong),
    of(({ p50 }) => p50).text(2),
    of(({ p99 }) => p99).text(2),
    of(({ serverMs }) => serverMs).text(3),
    of(({ loadMs }) => loadMs).text(3),
  ];
}
