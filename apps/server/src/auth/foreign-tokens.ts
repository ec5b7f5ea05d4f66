import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.ts';
import { Config } from '../config/config.ts';
import { DomainError } from '../errors/domain-error.ts';
import { Log } from '../operations/log.ts';
import { Identities } from '../people/identities.ts';
import { NOBODYS_HASH } from '../people/nobodys-hash.ts';
import { isDemoAddress } from './demo-address.ts';
import type { SessionOwner } from './session-activity.ts';
import { SessionsService } from './sessions.service.ts';
import type { VerifiedToken } from './tokens.ts';
import { type ForeignToken, TrustedIssuer } from './trusted-issuer.ts';

const MAX_REMEMBERED = 10_000;

/**
 * People who come with tokens of another issuer. Whoever is seen first is made; each token has a session of its own,
 * so that it can be ended before it ends by itself.
 *
 * @source protocol P2.33 to P2.37
 */
@Injectable()
export class ForeignTokens {
  private readonly issuer: TrustedIssuer | undefined;
  /** Whose the sessions are, the longest known first. */
  private readonly owners = new Map<string, SessionOwner>();

  constructor(
    { trustedIssuer }: Config,
    private readonly identities: Identities,
    private readonly sessions: SessionsService,
    clock: Clock,
    private readonly log: Log,
  ) {
    this.issuer = trustedIssuer && new TrustedIssuer(trustedIssuer, clock);
  }

  /** Whether the token is to be judged here. */
  areMeantBy(token: string): boolean {
    return this.issuer?.claims(token) === true;
  }

  /**
   * @throws DomainError as {@link TrustedIssuer.verify} does; `unauthorized` where the session has ended or the account is
   *   closed; `forbidden` for who has another role here
   */
  async authenticate(token: string): Promise<VerifiedToken> {
    if (this.issuer === undefined) throw DomainError.unauthorized();
    const verified = await this.issuer.verify(token);
    const sessionId = sessionOf(token);
    const owner =
      this.owners.get(sessionId) ?? this.remember(sessionId, await this.meet(sessionId, verified));
    if (owner.role !== verified.said.role || !(await this.sessions.isActive(sessionId, owner))) {
      throw DomainError.unauthorized();
    }
    return { identity: { ...owner, sessionId }, expiresAt: verified.expiresAt };
  }

  /** Of a token that was met before, here or on another node, nothing is to be made. */
  private async meet(sessionId: string, { id, said, expiresAt }: ForeignToken): Promise<SessionOwner> {
    const known = await this.sessions.findOwner(sessionId);
    if (known !== undefined) return known;
    const { id: userId, role } = await this.keep(id, said);
    if ((await this.sessions.openForToken({ id: sessionId, userId, expiresAt })) === undefined) {
      throw DomainError.unauthorized();
    }
    this.log.info({ userId, sessionId }, 'session of another issuer opened');
    return { userId, role };
  }

  /** An e-mail that somebody else has joins no accounts: then the person has none. */
  private async keep(id: ForeignToken['id'], said: ForeignToken['said']) {
    const email = said.email !== undefined && isDemoAddress(said.email) ? undefined : said.email;
    try {
      return await this.identities.keep(id, { ...said, email }, NOBODYS_HASH);
    } catch (refusal) {
      if (!(refusal instanceof DomainError)) throw refusal;
      if (refusal.code === 'conflict') throw DomainError.forbidden('You have another role here');
      if (refusal.code !== 'email_taken') throw refusal;
      return this.identities.keep(id, { ...said, email: undefined }, NOBODYS_HASH);
    }
  }

  private remember(sessionId: string, owner: SessionOwner): SessionOwner {
    const oldest = this.owners.size < MAX_REMEMBERED ? undefined : this.owners.keys().next().value;
    if (oldest !== undefined) this.owners.delete(oldest);
    this.owners.set(sessionId, owner);
    return owner;
  }
}

/** By what was signed: a signature may be written in more ways than one. As a UUID of our own making (version 8). */
function sessionOf(token: string): string {
  const signed = token.slice(0, token.lastIndexOf('.'));
  const hex = createHash('sha256').update(signed).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
