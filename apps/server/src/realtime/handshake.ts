import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { HandshakeAuth } from '@jiggy-care/protocol';
import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { AuthenticatorService } from '../auth/authenticator.ts';
import { type Credential, findCredential } from '../auth/credentials.ts';
import { Config } from '../config/config.ts';
import { ClientAddresses } from '../edge/client-address.ts';
import { OriginPolicy } from '../edge/origin-policy.ts';
import { RateLimits } from '../edge/rate-limits.ts';
import { DomainError } from '../errors/domain-error.ts';
import type { ChatSocket, SocketState } from './chat-socket.ts';

type Arrival = Omit<SocketState, 'queue'>;

/**
 * Decides who a connecting socket is, before any of its events runs.
 *
 * @source protocol P5.2 to P5.8; document, section 8
 */
@Injectable()
export class Handshake {
  constructor(
    private readonly config: Config,
    private readonly authenticator: AuthenticatorService,
    private readonly origins: OriginPolicy,
    private readonly limits: RateLimits,
    private readonly addresses: ClientAddresses,
  ) {}

  /**
   * @throws DomainError `unauthorized` for a credential that is bad, or missing where one is required; `rate_limited`
   *   for who comes too often
   */
  async examine(socket: ChatSocket): Promise<Arrival> {
    const auth = HandshakeAuth.safeParse(socket.handshake.auth);
    if (!auth.success) throw refusalOf(auth.error);
    const address = this.addressOf(socket.request);
    const arrival: Arrival = {
      identity: undefined,
      tokenExpiresAt: undefined,
      expiryAnnounced: false,
      announcedClient: auth.data.client !== undefined && auth.data.client !== null,
      deviceId: auth.data.deviceId ?? undefined,
      address,
      joined: new Map(),
    };
    const credential = this.credentialOf(socket, auth.data.token ?? undefined);
    if (credential === undefined) {
      if (this.config.socketAuth === 'required') throw DomainError.unauthorized();
      await this.limits.take('handshake', address);
      return arrival;
    }
    const { identity, expiresAt } = await this.authenticator.authenticateAny(credential);
    await this.limits.take('connection', identity.userId);
    return {
      ...arrival,
      identity,
      tokenExpiresAt: credential.source === 'bearer' ? expiresAt : undefined,
    };
  }

  /** Whose share a connection draws from: the network of its address. */
  addressOf(request: IncomingMessage): string {
    return this.addresses.bucketOf(request);
  }

  /** What the headers of a request to the sockets present, not yet checked. */
  credentialIn(headers: IncomingHttpHeaders): Credential | undefined {
    const { 'x-access-token': _notForSockets, ...known } = headers;
    const credential = findCredential(known);
    if (credential?.source !== 'cookie' || this.mayUseCookie(headers)) return credential;
    return undefined;
  }

  private credentialOf(socket: ChatSocket, token: string | undefined): Credential | undefined {
    if (token === undefined) return this.credentialIn(socket.request.headers);
    return { token: token.replace(/^Bearer +/i, ''), source: 'bearer' };
  }

  /** With optional credentials a listed page's cookie is left alone: it may be another tab's of another person. */
  private mayUseCookie(headers: IncomingHttpHeaders): boolean {
    const isBrowser = headers.origin !== undefined || headers['sec-fetch-site'] !== undefined;
    if (!isBrowser || this.origins.isOwn(headers)) return true;
    return this.config.socketAuth === 'required' && this.origins.allows(headers);
  }
}

/** What was presented as a token and cannot be one is a bad credential like any other. */
function refusalOf(error: z.ZodError): DomainError {
  if (error.issues.some(({ path }) => path[0] === 'token')) return DomainError.unauthorized();
  const names = [...new Set(error.issues.map(({ path }) => ['auth', ...path.slice(0, 1)].join('.')))];
  return new DomainError(
    'validation_failed',
    `The handshake is not as documented: look at ${names.join(', ')}`,
  );
}
