import { LIMITS, type UserRole } from '@jiggy-care/protocol';
import { Injectable } from '@nestjs/common';
import { and, desc, eq, gt, inArray, isNull, sql } from 'drizzle-orm';
import { Database } from '../database/database.ts';
import { refreshTokens, sessions } from '../database/schema.ts';
import { networkOf } from '../edge/client-address.ts';
import { Facts } from '../facts/facts.ts';
import { holdOpen, holdPassword } from '../people/person-locks.ts';
import { personAs } from '../people/person-sql.ts';
import {
  type ClientType,
  judgeRefresh,
  type SessionKind,
  type SessionLifetimes,
  sessionExpiry,
} from './refresh-tokens.ts';

/** Read from the database's clock, since the nodes' clocks may differ by more than a sweep looks back. */
const CHANGED_NOW = sql`clock_timestamp()`;
const person = personAs('person');

export interface NewSession {
  readonly userId: string;
  /** What the password was checked against: a session must not outlive a change of it that came between. */
  readonly passwordHash: string;
  readonly clientType: ClientType;
  readonly userAgent: string | undefined;
  /** As limits count it. */
  readonly address: string;
  readonly refreshHash: string;
  readonly now: number;
  readonly accessExpiresAt: number;
  readonly lifetimes: SessionLifetimes;
}

/** A session that lives as long as one token. */
export interface TokenSession {
  /** Made up where nothing is said. */
  readonly id?: string | undefined;
  readonly userId: string;
  readonly userAgent: string | undefined;
  readonly network: string;
  readonly now: number;
  readonly expiresAt: number;
}

export interface StoredSession {
  readonly id: string;
  readonly clientType: SessionKind;
  readonly userAgent: string | null;
  readonly createdAt: string;
  readonly lastUsedAt: string;
}

export interface Rotation {
  readonly hash: string;
  readonly successorHash: string;
  readonly now: number;
  readonly graceMs: number;
  readonly accessExpiresAt: number;
  readonly lifetimes: SessionLifetimes;
}

export interface RefreshedSession {
  readonly sessionId: string;
  /** When it ends however much it is used. */
  readonly expiresAt: number;
  readonly user: {
    readonly id: string;
    readonly email: string;
    readonly name: string;
    readonly role: UserRole;
  };
}

export type RotationOutcome =
  | { readonly verdict: 'rotate' | 'repeat'; readonly session: RefreshedSession }
  | { readonly verdict: 'reuse'; readonly sessionId: string }
  | { readonly verdict: 'refuse' };

@Injectable()
export class SessionsRepository {
  constructor(
    private readonly database: Database,
    private readonly facts: Facts,
  ) {}

  /** @returns `undefined` when the password was changed since it was checked, or the account disabled */
  open(session: NewSession): Promise<{ id: string; expiresAt: number } | undefined> {
    const { userId, passwordHash, clientType, now, lifetimes } = session;
    const expiresAt = sessionExpiry(clientType, now, now, lifetimes);
    return this.facts.inTransaction(async (tx, note) => {
      if (!(await holdPassword(tx, userId, passwordHash))) return undefined;
      const [row] = await tx
        .insert(sessions)
        .values({
          userId,
          clientType,
          userAgent: session.userAgent ?? null,
          address: session.address,
          createdAt: iso(now),
          lastUsedAt: iso(now),
          expiresAt: iso(expiresAt),
          accessExpiresAt: iso(session.accessExpiresAt),
          changedAt: CHANGED_NOW,
        })
        .returning({ id: sessions.id });
      if (row === undefined) throw new Error('cannot open session: the insert returned no row');
      await tx
        .insert(refreshTokens)
        .values({ hash: session.refreshHash, sessionId: row.id, createdAt: iso(now) });
      const network = networkOf(session.address);
      note('session.opened', { userId, sessionId: row.id, clientType, network });
      return { id: row.id, expiresAt: now + lifetimes[clientType].absoluteMs };
    });
  }

  /**
   * Opens the session of a token, or finds it open or over already.
   *
   * @returns its id; `undefined` where the account is closed
   */
  openForToken({
    id,
    userId,
    userAgent,
    network,
    now,
    expiresAt,
  }: TokenSession): Promise<string | undefined> {
    return this.facts.inTransaction(async (tx, note) => {
      if (!(await holdOpen(tx, userId))) return undefined;
      const [row] = await tx
        .insert(sessions)
        .values({
          ...(id === undefined ? {} : { id }),
          userId,
          clientType: 'app',
          userAgent: userAgent ?? null,
          createdAt: iso(now),
          lastUsedAt: iso(now),
          expiresAt: iso(expiresAt),
          accessExpiresAt: iso(expiresAt),
          changedAt: CHANGED_NOW,
        })
        .onConflictDoNothing()
        .returning({ id: sessions.id });
      if (row === undefined) return id;
      note('session.opened', { userId, sessionId: row.id, clientType: 'app', network });
      return row.id;
    });
  }

  /**
   * Spends a refresh token, or repeats or punishes one that is spent. Requests that come at once, on any
   * node, queue for the lock of the session's row: the first rotates, the others find the token spent.
   */
  rotate({
    hash,
    successorHash,
    now,
    graceMs,
    accessExpiresAt,
    lifetimes,
  }: Rotation): Promise<RotationOutcome> {
    return this.facts.inTransaction(async (tx, note): Promise<RotationOutcome> => {
      const [known] = await tx
        .select({ sessionId: refreshTokens.sessionId })
        .from(refreshTokens)
        .where(eq(refreshTokens.hash, hash));
      if (known === undefined) return { verdict: 'refuse' };
      const [row] = await tx
        .select({
          session: sessions,
          user: { id: person.id, email: person.email, name: person.name, role: person.role },
        })
        .from(sessions)
        .innerJoin(...person.by(sessions.userId))
        .where(eq(sessions.id, known.sessionId))
        .for('update', { of: sessions });
      // read only now: while we waited for the lock, someone may have spent it
      const chain = await tx
        .select()
        .from(refreshTokens)
        .where(inArray(refreshTokens.hash, [hash, successorHash]));
      const token = chain.find((link) => link.hash === hash);
      if (row === undefined || token === undefined) return { verdict: 'refuse' };
      const { clientType } = row.session;
      if (clientType === 'app')
        throw new Error('cannot refresh: the session of a token has no refresh token');

      const { session, user } = row;
      const successor = chain.find((link) => link.hash === successorHash);
      const verdict = judgeRefresh({
        now,
        graceMs,
        sessionEndedAt: instant(session.endedAt),
        sessionExpiresAt: Date.parse(session.expiresAt),
        spentAt: instant(token.spentAt),
        successor: successor && { spentAt: instant(successor.spentAt) },
      });
      if (verdict === 'refuse') return { verdict };
      if (verdict === 'reuse') {
        await tx
          .update(sessions)
          .set({ endedAt: iso(now), changedAt: CHANGED_NOW })
          .where(eq(sessions.id, session.id));
        note('sessions.ended', { userId: user.id, sessionIds: [session.id], why: 'token-reused' });
        return { verdict, sessionId: session.id };
      }
      if (verdict === 'rotate') {
        await tx
          .update(refreshTokens)
          .set({ spentAt: iso(now) })
          .where(eq(refreshTokens.hash, hash));
        await tx
          .insert(refreshTokens)
          .values({ hash: successorHash, sessionId: session.id, createdAt: iso(now) });
      }
      const createdAt = Date.parse(session.createdAt);
      const expiresAt = sessionExpiry(clientType, createdAt, now, lifetimes);
      await tx
        .update(sessions)
        .set({
          lastUsedAt: iso(now),
          expiresAt: iso(expiresAt),
          accessExpiresAt: sql`greatest(${sessions.accessExpiresAt}, ${iso(accessExpiresAt)}::timestamptz)`,
          changedAt: CHANGED_NOW,
        })
        .where(eq(sessions.id, session.id));
      const veryEnd = createdAt + lifetimes[clientType].absoluteMs;
      return { verdict, session: { sessionId: session.id, expiresAt: veryEnd, user } };
    });
  }

  /** The most recently used first, a page of them at most. */
  listActive(userId: string, now: number): Promise<StoredSession[]> {
    return this.database.db
      .select({
        id: sessions.id,
        clientType: sessions.clientType,
        userAgent: sessions.userAgent,
        createdAt: sessions.createdAt,
        lastUsedAt: sessions.lastUsedAt,
      })
      .from(sessions)
      .where(and(eq(sessions.userId, userId), isNull(sessions.endedAt), gt(sessions.expiresAt, iso(now))))
      .orderBy(desc(sessions.lastUsedAt), sessions.id)
      .limit(LIMITS.pageMax);
  }

  /**
   * Ends the person's session, or all of them; also one that merely ran out, since its device is still reached while the
   * app is closed.
   *
   * @returns ids of those that were not ended before
   */
  end(userId: string, sessionId: string | undefined, now: number): Promise<string[]> {
    return this.facts.inTransaction(async (tx, note) => {
      const ended = await tx
        .update(sessions)
        .set({ endedAt: iso(now), changedAt: CHANGED_NOW })
        .where(
          and(
            eq(sessions.userId, userId),
            sessionId === undefined ? undefined : eq(sessions.id, sessionId),
            isNull(sessions.endedAt),
          ),
        )
        .returning({ id: sessions.id });
      const sessionIds = ended.map(({ id }) => id);
      if (sessionIds.length > 0) note('sessions.ended', { userId, sessionIds, why: 'ended' });
      return sessionIds;
    });
  }
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

function instant(time: string | null): number | undefined {
  return time === null ? undefined : Date.parse(time);
}
