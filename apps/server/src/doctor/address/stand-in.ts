import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { API_BASE } from '@jiggy-care/protocol';
import type { Config } from '../../config/config.ts';
import { Listeners } from '../../edge/listeners.ts';

/** What of a request arrived here. */
export interface Arrived {
  readonly host: string | undefined;
  /** What the proxies tell of where it came from, the nearest to us last. */
  readonly forwarded: readonly string[];
}

const READY = `${API_BASE}/health/ready`;
/** Of RFC 6455: shows that the answer is one to this very question. */
const UPGRADE_WORD = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** Listens in place of the server, and remembers what arrives of the questions that carry its own secret. */
export class StandIn {
  readonly secret = randomBytes(16).toString('hex');
  readonly arrived: Arrived[] = [];
  hasUpgraded = false;
  private listeners: Listeners | undefined;

  /** @returns undefined where the port is taken: the server runs */
  static async open(config: Config): Promise<StandIn | undefined> {
    const standIn = new StandIn();
    const server = standIn.serve(config);
    try {
      standIn.listeners = await Listeners.open(server, config.port, config.host);
      return standIn;
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code === 'EADDRINUSE') return undefined;
      throw thrown;
    }
  }

  async close(): Promise<void> {
    this.listeners?.stopAccepting();
    this.listeners?.cutUpgraded();
    await this.listeners?.closed();
  }

  private serve({ tls }: Config): Server {
    const server =
      tls === undefined
        ? createServer()
        : createTlsServer({ cert: readFileSync(tls.certFile), key: readFileSync(tls.keyFile) });
    server.keepAliveTimeout = 1;
    server.on('request', (request: IncomingMessage, response) => {
      // A balancer leads nobody to a node that is not ready.
      if (request.url === READY) return response.writeHead(200, { Connection: 'close' }).end();
      if (!this.isOurs(request)) return response.writeHead(503, { Connection: 'close' }).end();
      this.note(request);
      response.writeHead(200, { Connection: 'close' }).end(this.secret);
    });
    server.on('upgrade', (request: IncomingMessage, socket) => {
      socket.on('error', () => {});
      if (!this.isOurs(request)) return socket.destroy();
      this.hasUpgraded = true;
      const proof = createHash('sha1')
        .update(`${request.headers['sec-websocket-key']}${UPGRADE_WORD}`)
        .digest('base64');
      const head = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
      socket.end(`${[...head, `Sec-WebSocket-Accept: ${proof}`].join('\r\n')}\r\n\r\n`);
    });
    return server as Server;
  }

  private isOurs({ url = '' }: IncomingMessage): boolean {
    return url.includes(this.secret);
  }

  private note({ headers }: IncomingMessage): void {
    const told = headers['x-forwarded-for'];
    const forwarded = (Array.isArray(told) ? told.join() : (told ?? '')).split(',').map((one) => one.trim());
    this.arrived.push({ host: headers.host, forwarded: forwarded.filter((one) => one !== '') });
  }
}
