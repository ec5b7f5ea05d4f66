import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import { AuthenticatorService } from '../auth/authenticator.ts';
import type { ChatSocket } from './chat-socket.ts';
import { Handshake } from './handshake.ts';

interface Connection {
  readonly request: IncomingMessage;
}

/**
 * The session id of a polling connection stands in addresses, and so in the logs of proxies. It is no
 * credential: who uses it must come from where the handshake came from, or show who they are again.
 *
 * @source protocol P5.11
 */
@Injectable()
export class SessionBinding {
  private readonly sockets = new WeakMap<object, ChatSocket>();

  constructor(
    private readonly handshake: Handshake,
    private readonly authenticator: AuthenticatorService,
  ) {}

  bind(socket: ChatSocket): void {
    this.sockets.set(socket.conn, socket);
  }

  async isOf(request: IncomingMessage, connection: Connection): Promise<boolean> {
    const begun = connection.request;
    if (this.isSamePlace(request, begun)) return true;
    const shown = this.handshake.credentialIn(request.headers)?.token;
    if (shown === undefined) return false;
    if (shown !== '' && shown === this.handshake.credentialIn(begun.headers)?.token) return true;
    // A cookie changes with each refresh of its session.
    const identity = this.sockets.get(connection)?.data.identity;
    if (identity === undefined) return false;
    return this.authenticator.authenticate(shown).then(
      (verified) => verified.identity.userId === identity.userId,
      () => false,
    );
  }

  private isSamePlace(request: IncomingMessage, begun: IncomingMessage): boolean {
    if (this.handshake.addressOf(request) !== this.handshake.addressOf(begun)) return false;
    const agent = request.headers['user-agent'];
    if (agent === begun.headers['user-agent']) return true;
    return agent === undefined && request.headers.upgrade !== undefined && this.mayUpgradeUnnamed(begun);
  }

  /**
   * Outside browsers, websockets say nothing of their agent where the polling before them did. Whoever brought a
   * credential in headers brings it again.
   */
  private mayUpgradeUnnamed({ headers }: IncomingMessage): boolean {
    const isBrowser =
      headers.origin !== undefined ||
      headers['sec-fetch-site'] !== undefined ||
      headers['user-agent']?.startsWith('Mozilla/') === true;
    return !isBrowser && this.handshake.credentialIn(headers) === undefined;
  }
}
