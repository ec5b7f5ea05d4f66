import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { ClientAddresses, networkOf } from '../edge/client-address.ts';
import { OriginPolicy } from '../edge/origin-policy.ts';
import { RateLimits } from '../edge/rate-limits.ts';
import { servedRoute } from '../edge/served-route.ts';
import { DomainError } from '../errors/domain-error.ts';
import { Log } from '../operations/log.ts';
import { AuthenticatorService } from './authenticator.ts';
import { type CallerIdentity, rememberCaller } from './caller.ts';
import { requireClientType } from './client-type.ts';
import { findCredential } from './credentials.ts';
import { isStateChanging, requireOwnPage } from './cross-site.ts';
import { ServerKeys } from './server-keys.ts';
import { SessionsService } from './sessions.service.ts';

/**
 * Lets a REST request in: who is it, may this page act for it, is it not too often. Handlers outside the
 * route table (metrics) guard themselves, and so do sockets.
 *
 * @source protocol P2.5, P2.15 to P2.17; document, sections 6 and 8
 */
@Injectable()
export class IdentityGuard implements CanActivate {
  constructor(
    private readonly authenticator: AuthenticatorService,
    private readonly origins: OriginPolicy,
    private readonly limits: RateLimits,
    private readonly addresses: ClientAddresses,
    private readonly sessions: SessionsService,
    private readonly keys: ServerKeys,
    private readonly log: Log,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const route = servedRoute(context);
    if (route === undefined) return true;
    const request = context.switchToHttp().getRequest<Request>();
    // whatever is answered here is one person's, and must not be kept by a shared computer
    context.switchToHttp().getResponse<Response>().setHeader('Cache-Control', 'no-store');
    if (route.access === 'operator') await this.requireServerKey(request);
    // Those that only ask whether we are well send whatever headers they have.
    if (route.tag !== 'Operations') requireClientType(request.headers);
    if (route.access === 'operator') return true;
    if (route.access === 'anyone') {
      await this.limits.take('addressRequest', this.addresses.bucketOf(request));
      return true;
    }
    const identity = await this.identify(request);
    await this.limits.take('request', identity.userId);
    this.sessions.noteUse(identity.sessionId);
    rememberCaller(request, identity);
    return true;
  }

  /**
   * A right key is never refused for what others have tried from its address.
   *
   * @source protocol P2.30, P2.31
   */
  private async requireServerKey(request: Request): Promise<void> {
    if (!this.keys.areSet) throw new DomainError('not_found', 'There is nothing at this path');
    const key = this.keys.nameOf(request.headers.authorization);
    if (key !== undefined) return this.limits.take('operator', key);
    const address = this.addresses.bucketOf(request);
    await this.limits.take('serverKey', address);
    this.log.warn({ network: networkOf(address) }, 'server key refused');
    throw DomainError.unauthorized('Invalid or missing server key');
  }

  private async identify(request: Request): Promise<CallerIdentity> {
    try {
      const credential = findCredential(request.headers);
      if (credential === undefined) throw DomainError.unauthorized();
      const { identity } = await this.authenticator.authenticateAny(credential);
      if (credential.source === 'cookie' && isStateChanging(request.method)) {
        requireOwnPage(request.headers, this.origins);
      }
      return identity;
    } catch (refusal) {
      // guessing tokens is counted like any other request of someone who is not signed in
      if (refusal instanceof DomainError)
        await this.limits.take('addressRequest', this.addresses.bucketOf(request));
      throw refusal;
    }
  }
}
