import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer, type Server as NetServer } from 'node:net';

const LOOPBACK = '127.0.0.1';
const LOOPBACK_6 = '::1';
const IDLE_CHECK_MS = 100;
/** How long a request that was begun may still take. */
const GRACE_MS = 6_000;

/**
 * The addresses on which a server listens. Without a host these are both loopback addresses: `localhost`
 * means the one on some machines and the other on others.
 */
export class Listeners {
  private idleCheck: NodeJS.Timeout | undefined;
  private cut: NodeJS.Timeout | undefined;

  private constructor(
    private readonly server: Server,
    private readonly second: NetServer | undefined,
    readonly port: number,
  ) {}

  /** @throws the error of `listen`, e.g. with the code `EADDRINUSE` */
  static async open(server: Server, port: number, host: string | undefined): Promise<Listeners> {
    server.listen(port, host ?? LOOPBACK);
    await once(server, 'listening');
    const chosen = (server.address() as AddressInfo).port;
    if (host !== undefined) return new Listeners(server, undefined, chosen);
    const second = createServer((connection) => server.emit('connection', connection));
    second.listen(chosen, LOOPBACK_6);
    const works = await once(second, 'listening').then(
      () => true,
      () => false,
    );
    return new Listeners(server, works ? second : undefined, chosen);
  }

  /**
   * The time for requests that were begun runs from here: whatever else is closed meanwhile may wait for the
   * last connection too.
   *
   * @param graceMs after which those that take too long are cut
   */
  stopAccepting(graceMs = GRACE_MS): void {
    this.cut = setTimeout(() => this.server.closeAllConnections(), graceMs);
    this.server.close();
    this.second?.close();
    this.server.closeIdleConnections();
    this.idleCheck = setInterval(() => this.server.closeIdleConnections(), IDLE_CHECK_MS);
  }

  /** Resolves when the last request is answered or cut. */
  async closed(): Promise<void> {
    if (this.server.listening || (await connections(this.server)) > 0) await once(this.server, 'close');
    clearTimeout(this.cut);
    clearInterval(this.idleCheck);
  }
}

function connections(server: Server): Promise<number> {
  return new Promise((resolve) => server.getConnections((_error, count) => resolve(count ?? 0)));
}
