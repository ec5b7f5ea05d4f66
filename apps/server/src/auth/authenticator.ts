import { Injectable } from '@nestjs/common';
import { DomainError } from '../errors/domain-error.ts';
import { SessionsService } from './sessions.service.ts';
import { Tokens, type VerifiedToken } from './tokens.ts';

/** Decides who holds an access token. REST, the socket handshake and `auth:renew` all ask here. */
@Injectable()
export class AuthenticatorService {
  constructor(
    private readonly tokens: Tokens,
    private readonly sessions: SessionsService,
  ) {}

  /**
   * @returns who it is, and when (milliseconds) the token ends
   * @throws DomainError `unauthorized` when the token is bad or expired or its session has ended,
   *   `forbidden` for a role that is neither patient nor consultant
   */
  async authenticate(token: string): Promise<VerifiedToken> {
    const verified = await this.tokens.verify(token);
    if (!(await this.sessions.isActive(verified.identity.sessionId))) throw DomainError.unauthorized();
    return verified;
  }
}
