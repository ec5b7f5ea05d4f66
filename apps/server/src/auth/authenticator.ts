import { Injectable } from '@nestjs/common';
import { DomainError } from '../errors/domain-error.ts';
import { type Credential, tokensOf } from './credentials.ts';
import { ForeignTokens } from './foreign-tokens.ts';
import { SessionsService } from './sessions.service.ts';
import { Tokens, type VerifiedToken } from './tokens.ts';

/** Decides who holds an access token. REST, the socket handshake and `auth:renew` all ask here. */
@Injectable()
export class AuthenticatorService {
  constructor(
    private readonly tokens: Tokens,
    private readonly sessions: SessionsService,
    private readonly foreign: ForeignTokens,
  ) {}

  /**
   * The same for a credential, of whose tokens the first that holds counts.
   *
   * @throws as {@link authenticate} does for the first of them
   */
  async authenticateAny(credential: Credential): Promise<VerifiedToken> {
    const [first, ...others] = tokensOf(credential);
    try {
      return await this.authenticate(first ?? '');
    } catch (refusal) {
      if (!(refusal instanceof DomainError)) throw refusal;
      for (const token of others) {
        const verified = await this.authenticate(token).catch(() => undefined);
        if (verified !== undefined) return verified;
      }
      throw refusal;
    }
  }

  /**
   * @returns who it is, and when (milliseconds) the token ends
   * @throws DomainError `token_expired`; `unauthorized` when the token is bad, its session has ended or is not
   *   that of the person in that role, so that whoever got hold of the secret cannot write himself a token;
   *   `forbidden` for a role that is neither patient nor consultant; `unavailable` while another issuer, whose token it
   *   is, cannot be asked for its keys
   */
  async authenticate(token: string): Promise<VerifiedToken> {
    if (this.foreign.areMeantBy(token)) return this.foreign.authenticate(token);
    const verified = await this.tokens.verify(token);
    const { sessionId, ...owner } = verified.identity;
    if (!(await this.sessions.isActive(sessionId, owner))) throw DomainError.unauthorized();
    return verified;
  }
}
