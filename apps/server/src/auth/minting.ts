import type { MintedToken } from '@jiggy-care/protocol';
import { Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.ts';
import { Log } from '../operations/log.ts';
import { Accounts } from '../people/accounts.ts';
import { accountDisabled } from './account-disabled.ts';
import { SessionsService } from './sessions.service.ts';
import { ACCESS_TTL_S, accessExpiry, Tokens } from './tokens.ts';

/** Access tokens for people whom somebody else has signed in. */
@Injectable()
export class Minting {
  constructor(
    private readonly accounts: Accounts,
    private readonly sessions: SessionsService,
    private readonly tokens: Tokens,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /**
   * Each token has a session of its own, which ends with it, or earlier where it is ended.
   *
   * @returns `undefined` where there is no such person
   * @throws  DomainError `account_disabled`
   */
  async mint(userId: string): Promise<MintedToken | undefined> {
    const account = await this.accounts.find(userId);
    if (account === undefined) return undefined;
    const now = this.clock.now();
    const sessionId = await this.sessions.openForToken({ userId, expiresAt: accessExpiry(now) });
    if (sessionId === undefined) throw accountDisabled();
    const { id, email, name, role } = account;
    const accessToken = await this.tokens.sign({ userId, role, sessionId }, now);
    this.log.info({ userId, sessionId }, 'token minted');
    return { accessToken, expiresIn: ACCESS_TTL_S, sessionId, user: { id, email, name, role } };
  }
}
