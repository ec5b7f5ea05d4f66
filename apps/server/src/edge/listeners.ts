import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer, type Server as NetServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

const LOOPBACK = '127.0.0.1';
const LOOPBACK_6 = '::1';
const WITHOUT_IPV6 = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT']);
const IDLE_CHECK_MS = 100;
/** How long a request that was begun may still take. */
const GRACE_MS = 6_000;
/** How long an upgraded connection, once it has been told to end, may take: a phone that sleeps never answers. */
const FAREWELL_MS = 1_500;

/**
 * The addresses on which a server listens. Without a host these are both loopback addresses: `localhost`
 * means the one on some machines and the other on others.
 */
export class Listeners {
  private idleCheck: NodeJS.Timeout | undefined;
  private cut: NodeJS.Timeout | undefined;
  private farewell: NodeJS.Timeout | undefined;
  /** All of them, also those that are in the middle of a TLS handshake: Node counts them and forgets to cut them. */
  private readonly connections = new Set<Socket>();
  /** Those that are no longer HTTP, which Node hands over and forgets. */
  private readonly upgraded = new Set<Duplex>();

  private constructor(
    private readonly server: Server,
    private readonly second: NetServer | undefined,
    readonly port: number,
  ) {
    const { connections, upgraded } = this;
    server.on('connection', (connection: Socket) => keep(connections, connection));
    server.on('upgrade', (_request, connection: Duplex) => {
      keep(upgraded, connection);
      connection.once('finish', endSoon);
      // Between Node, which lets go of it, and who takes it, an error of the peer would end the process.
      connection.on('error', () => {});
    });
  }

  /** @throws the error of `listen`, e.g. with the code `EADDRINUSE` */
  static async open(server: Server, port: number, host: string | undefined): Promise<Listeners> {
    server.listen(port, host ?? LOOPBACK);
    await once(server, 'listening');
    const chosen = (server.address() as AddressInfo).port;
    if (host !== undefined) return new Listeners(server, undefined, chosen);
    try {
      return new Listeners(server, await listenOnLoopback6(server, chosen), chosen);
    } catch (error) {
      await new Promise((resolve) => server.close(resolve));
      if (port === 0) return Listeners.open(server, port, host);
      throw error;
    }
  }

  /**
   * The time for requests that were begun runs from here: whatever else is closed meanwhile may wait for the
   * last connection too.
   *
   * @param graceMs after which those that take too long are cut
   */
  stopAccepting(graceMs = GRACE_MS): void {
    this.cut = setTimeout(() => destroyAll(this.connections), graceMs);
    this.server.close();
    this.second?.close();
    this.server.closeIdleConnections();
    this.idleCheck = setInterval(() => this.server.closeIdleConnections(), IDLE_CHECK_MS);
  }

  /** Call it when the upgraded connections are about to be told to end: who does not by itself is cut off. */
  cutUpgraded(afterMs = FAREWELL_MS): void {
    this.farewell = setTimeout(() => destroyAll(this.upgraded), afterMs);
  }

  /** Resolves when the last request is answered or cut. */
  async closed(): Promise<void> {
    if (this.server.listening || (await connections(this.server)) > 0) await once(this.server, 'close');
    clearTimeout(this.cut);
    clearTimeout(this.farewell);
    clearInterval(this.idleCheck);
  }
}

function keep<C extends Duplex>(among: Set<C>, connection: C): void {
  among.add(connection);
  connection.once('close', () => among.delete(connection));
}

function destroyAll(connections: ReadonlySet<Duplex>): void {
  for (const connection of connections) connection.destroy();
}

/** We have said our last word; without this, a peer that never closes its half keeps the connection for ever. */
function endSoon(this: Duplex): void {
  const timer = setTimeout(() => this.destroy(), FAREWELL_MS).unref();
  this.once('close', () => clearTimeout(timer));
}

/**
 * The same port on `::1`, which is where `localhost` leads on many machines.
 *
 * @returns `undefined` on a machine without IPv6
 * @throws the error of `listen`, such as `EADDRINUSE`: another program there would be taken for us
 */
async function listenOnLoopback6(server: Server, port: number): Promise<NetServer | undefined> {
  const options = { allowHalfOpen: true, noDelay: true }; // as Node's own HTTP servers listen
  const second = createServer(options, (connection) => server.emit('connection', connection));
  second.listen(port, LOOPBACK_6);
  try {
    await once(second, 'listening');
    return second;
  } catch (error) {
    if (WITHOUT_IPV6.has((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

function connections(server: Server): Promise<number> {
  return new Promise((resolve) => server.getConnections((_error, count) => resolve(count ?? 0)));
}
