import type { Session } from '@jiggy-care/protocol';
import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../clock/clock.ts';
import { Config } from '../config/config.ts';
import { networkOf } from '../edge/client-address.ts';
import { DomainError } from '../errors/domain-error.ts';
import { Facts } from '../facts/facts.ts';
import { describeError } from '../operations/describe-error.ts';
import { Log } from '../operations/log.ts';
import {
  type ClientType,
  hashSecret,
  isRefreshToken,
  lifetimesOf,
  RefreshTokens,
  type SessionLifetimes,
} from './refresh-tokens.ts';
import { SessionActivity, type SessionOwner } from './session-activity.ts';
import { type SessionChanges, SessionWatchRepository } from './session-watch.repository.ts';
import { type RefreshedSession, SessionsRepository } from './sessions.repository.ts';
import { accessExpiry } from './tokens.ts';

const USER_AGENT_CHARS = 300;
/** A session's use is noted no oftener. */
const TOUCH_MS = 60_000;
const MAX_TOUCHED = 10_000;

interface Opening {
  readonly userId: string;
  readonly passwordHash: string;
  readonly clientType: ClientType;
  readonly userAgent: string | undefined;
  /** As limits count it. */
  readonly address: string;
}

interface TokenOpening {
  readonly id?: string | undefined;
  readonly userId: string;
  readonly userAgent?: string | undefined;
  /** As limits count it. */
  readonly address?: string | undefined;
  /** When the token ends, in milliseconds. */
  readonly expiresAt: number;
}

/** A session that was just opened or refreshed. Instants in milliseconds. */
export interface SessionGrant {
  readonly sessionId: string;
  readonly refreshToken: string;
  /** When the session ends however much it is used. */
  readonly expiresAt: number;
  /** The instant by which it was granted; its access token counts from here. */
  readonly now: number;
}

/** Where people are signed in, and for how long. */
@Injectable()
export class SessionsService implements OnModuleInit, OnModuleDestroy {
  private readonly activity: SessionActivity;
  private readonly touchedAt = new Map<string, number>();
  private readonly lifetimes: SessionLifetimes;
  private stopHearing: (() => void) | undefined;

  constructor(
    private readonly repository: SessionsRepository,
    private readonly watch: SessionWatchRepository,
    private readonly refreshTokens: RefreshTokens,
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly facts: Facts,
  ) {
    this.activity = new SessionActivity((...question) => watch.isActive(...question));
    this.lifetimes = lifetimesOf(config);
  }

  onModuleInit(): void {
    this.stopHearing = this.facts.hear('sessions.ended', ({ userId, sessionIds, why }) => {
      for (const sessionId of sessionIds) this.activity.markEnded(sessionId);
      this.log.info({ userId, sessionIds, why }, 'sessions ended');
    });
  }

  onModuleDestroy(): void {
    this.stopHearing?.();
  }

  /** @returns `undefined` when the password was changed since it was checked */
  async open({
    userId,
    passwordHash,
    clientType,
    userAgent,
    address,
  }: Opening): Promise<SessionGrant | undefined> {
    const now = this.clock.now();
    const refreshToken = this.refreshTokens.first();
    const opened = await this.repository.open({
      userId,
      passwordHash,
      clientType,
      userAgent: userAgent?.slice(0, USER_AGENT_CHARS),
      address,
      lifetimes: this.lifetimes,
      refreshHash: hashSecret(refreshToken),
      now,
      accessExpiresAt: accessExpiry(now),
    });
    if (opened === undefined) return undefined;
    const network = networkOf(address);
    this.log.info({ userId, sessionId: opened.id, clientType, network }, 'session opened');
    return { sessionId: opened.id, refreshToken, expiresAt: opened.expiresAt, now };
  }

  /**
   * Opens the session of a token that is not ours to refresh.
   *
   * @returns its id; `undefined` where the account is closed
   */
  openForToken({ address, userAgent, ...session }: TokenOpening): Promise<string | undefined> {
    return this.repository.openForToken({
      ...session,
      userAgent: userAgent?.slice(0, USER_AGENT_CHARS),
      network: address === undefined ? 'unknown' : networkOf(address),
      now: this.clock.now(),
    });
  }

  /**
   * Trades a refresh token for its successor. Within `REFRESH_GRACE_S` a spent one gets the same successor
   * again; after that its whole session ends.
   *
   * @throws DomainError `unauthorized`
   * @source protocol P2.18, P2.19
   */
  async refresh(token: string): Promise<{ grant: SessionGrant; user: RefreshedSession['user'] }> {
    if (!isRefreshToken(token)) throw refreshRefused();
    const now = this.clock.now();
    const successor = this.refreshTokens.successorOf(token);
    const outcome = await this.repository.rotate({
      hash: hashSecret(token),
      successorHash: hashSecret(successor),
      now,
      graceMs: this.config.refreshGraceS * 1000,
      accessExpiresAt: accessExpiry(now),
      lifetimes: this.lifetimes,
    });
    if (outcome.verdict === 'reuse')
      this.log.warn({ sessionId: outcome.sessionId }, 'session ended: a spent refresh token came back late');
    if (outcome.verdict === 'reuse' || outcome.verdict === 'refuse') throw refreshRefused();
    const { sessionId, expiresAt, user } = outcome.session;
    return { grant: { sessionId, refreshToken: successor, expiresAt, now }, user };
  }

  /**
   * Whether the session is neither ended nor expired. What another node ended shows after a second at most.
   *
   * @param owner whose it has to be; anyone's where nothing is said
   */
  isActive(sessionId: string, owner?: SessionOwner): Promise<boolean> {
    return this.activity.isActive(sessionId, this.clock.now(), owner);
  }

  /** Whose the session is, be it over or not. */
  findOwner(sessionId: string): Promise<SessionOwner | undefined> {
    return this.watch.findOwner(sessionId);
  }

  /** Notes that the person has just done something: what is used does not run out before its very end. */
  noteUse(sessionId: string): void {
    const now = this.clock.now();
    const last = this.touchedAt.get(sessionId);
    if (last !== undefined && now >= last && now - last < TOUCH_MS) return;
    this.touchedAt.delete(sessionId);
    this.touchedAt.set(sessionId, now);
    const [oldest] = this.touchedAt.size > MAX_TOUCHED ? this.touchedAt.keys() : [];
    if (oldest !== undefined) this.touchedAt.delete(oldest);
    this.watch.touch(sessionId, now, this.lifetimes).catch((thrown: unknown) => {
      this.touchedAt.delete(sessionId);
      this.log.warn({ sessionId, error: describeError(thrown) }, 'cannot note that a session is used');
    });
  }

  async list(userId: string, currentId: string | undefined): Promise<Session[]> {
    const active = await this.repository.listActive(userId, this.clock.now());
    return active.map((session) => ({ ...session, current: session.id === currentId }));
  }

  /** @returns `false` for a session that was ended before, is unknown, or someone else's */
  async end(userId: string, sessionId: string): Promise<boolean> {
    return (await this.repository.end(userId, sessionId, this.clock.now())).length > 0;
  }

  /** @returns how many were not ended before */
  async endAll(userId: string): Promise<number> {
    return (await this.repository.end(userId, undefined, this.clock.now())).length;
  }

  /** Whether the person has opened a session from this address, as far as sessions are kept. */
  hasSignedInFrom(userId: string | undefined, address: string): Promise<boolean> {
    return this.watch.hasOpenedFrom(userId, address);
  }

  /**
   * Sessions that any node opened, refreshed or ended since the last look, by the database's clock.
   *
   * @param since    `now` of the last answer; nothing for the first look
   * @param waitedMs for so long the first look was wished for in vain
   */
  changedSince(since: string | undefined, waitedMs?: number): Promise<SessionChanges> {
    return this.watch.changedSince(since, waitedMs);
  }
}

function refreshRefused(): DomainError {
  return DomainError.unauthorized('Invalid or missing refresh token');
}
