import type { Credentials } from '../credentials/credentials.ts';
import { ChatError } from '../errors.ts';
import type { OpenSocket, SocketOpener } from './socket.ts';

const HANDSHAKE_TIMEOUT_MS = 10_000;

export interface DialParts {
  readonly url: string;
  readonly open: SocketOpener;
  readonly credentials: Credentials;
  /** `auth.client` and `auth.deviceId` of the handshake. */
  readonly client: string;
  readonly deviceId: string;
}

/** What becomes of the socket; nothing is told after `cancel`. */
export interface DialListener {
  connected(socket: OpenSocket): void;
  closed(reason: string): void;
  event(name: string, payload: unknown): void;
}

/** One try to get a socket, with every transport and, if it must be, a fresh credential. */
export class Dial {
  private socket: OpenSocket | undefined;
  private isCancelled = false;
  private abandon: (() => void) | undefined;

  constructor(
    private readonly parts: DialParts,
    private readonly listener: DialListener,
  ) {}

  /**
   * Resolves once `connected` was told.
   *
   * @throws ChatError `unauthorized` when a fresh credential was refused, too; `unreachable`; `closed` after
   *         `cancel`; or as the server refuses
   */
  async run(): Promise<void> {
    try {
      await this.openBest(false);
    } catch (thrown) {
      if (this.isCancelled || !isCode(thrown, 'unauthorized')) throw thrown;
      await this.openBest(true);
    }
  }

  /** @param isGoodbye the server is to know that nobody comes back */
  cancel(isGoodbye: boolean): void {
    this.isCancelled = true;
    if (isGoodbye) this.socket?.close();
    else this.socket?.drop();
    this.abandon?.();
  }

  /** A websocket first, since it needs no second step; else polling, which passes where websockets do not. */
  private async openBest(fresh: boolean): Promise<void> {
    const { token } = await this.parts.credentials.handshake({ fresh });
    try {
      await this.openVia('websocket', token);
    } catch (thrown) {
      if (this.isCancelled || !isCode(thrown, 'unreachable')) throw thrown;
      await this.openVia('polling', token);
    }
  }

  private openVia(via: 'websocket' | 'polling', token: string | undefined): Promise<void> {
    const { url, open, client, deviceId, credentials } = this.parts;
    const unlessCancelled = (tell: () => void) => {
      if (!this.isCancelled) tell();
    };
    return new Promise((resolve, reject) => {
      this.abandon = () => reject(new ChatError('closed', 'The connection is not wanted any more'));
      if (this.isCancelled) {
        this.abandon();
        return;
      }
      const socket = open(
        {
          url,
          via,
          auth: { client, deviceId, ...(token === undefined ? {} : { token }) },
          withCookies: credentials.transport === 'include',
          timeoutMs: HANDSHAKE_TIMEOUT_MS,
        },
        {
          connected: () =>
            unlessCancelled(() => {
              this.listener.connected(socket);
              resolve();
            }),
          refused: reject,
          failed: reject,
          closed: (reason) => unlessCancelled(() => this.listener.closed(reason)),
          event: (name, payload) => unlessCancelled(() => this.listener.event(name, payload)),
        },
      );
      this.socket = socket;
    });
  }
}

function isCode(thrown: unknown, code: string): boolean {
  return thrown instanceof ChatError && thrown.code === code;
}
