import { Injectable } from '@nestjs/common';
import { and, eq, isNull, ne, sql } from 'drizzle-orm';
import type { Executor } from '../database/database.ts';
import { refusedSignIns, sessions } from '../database/schema.ts';
import type { SessionEnd } from '../facts/fact-list.ts';
import { Facts, type Note } from '../facts/facts.ts';
import {
  closeAccount,
  eraseAccount,
  type PasswordReplacement,
  replacePasswordHash,
} from '../people/accounts.ts';

export interface PasswordChange extends PasswordReplacement {
  /** The one session that stays. */
  readonly keptSessionId?: string | undefined;
  readonly now: number;
}

/** What changes an account and ends its sessions, in one transaction. */
@Injectable()
export class AccountChanges {
  constructor(private readonly facts: Facts) {}

  /** @returns ids of the ended sessions; `undefined` when it was closed already */
  close(userId: string, now: number): Promise<string[] | undefined> {
    return this.facts.inTransaction(async (tx, note) => {
      if (!(await closeAccount(tx, note, { userId, now }))) return undefined;
      return endSessions(tx, note, { userId, now, why: 'account-closed' });
    });
  }

  /**
   * Closes the account for good and takes from it what tells who it was, its sessions too.
   *
   * @param passwordHash of a password that nobody has
   * @returns ids of the ended sessions; `undefined` when it was deleted already
   */
  erase(userId: string, passwordHash: string, now: number): Promise<string[] | undefined> {
    return this.facts.inTransaction(async (tx, note) => {
      await closeAccount(tx, note, { userId, now });
      if (!(await eraseAccount(tx, note, { userId, passwordHash, now }))) return undefined;
      const ended = await endSessions(tx, note, { userId, now, why: 'account-closed' });
      await tx.update(sessions).set({ userAgent: null, address: null }).where(eq(sessions.userId, userId));
      await tx.delete(refusedSignIns).where(eq(refusedSignIns.userId, userId));
      return ended;
    });
  }

  /** @returns ids of the ended sessions; `undefined` when the old password was replaced meanwhile */
  replacePassword(change: PasswordChange): Promise<string[] | undefined> {
    return this.facts.inTransaction((tx, note) => this.txReplacePassword(tx, note, change));
  }

  /** As {@link replacePassword}, in a transaction of the caller. */
  async txReplacePassword(
    tx: Executor,
    note: Note,
    { keptSessionId, now, ...replacement }: PasswordChange,
  ): Promise<string[] | undefined> {
    if (!(await replacePasswordHash(tx, note, replacement))) return undefined;
    const { userId } = replacement;
    return endSessions(tx, note, { userId, now, keptSessionId, why: 'password-changed' });
  }
}

interface Ending {
  readonly userId: string;
  readonly now: number;
  readonly keptSessionId?: string | undefined;
  readonly why: SessionEnd;
}

async function endSessions(
  tx: Executor,
  note: Note,
  { userId, now, keptSessionId, why }: Ending,
): Promise<string[]> {
  const ended = await tx
    .update(sessions)
    .set({ endedAt: new Date(now).toISOString(), changedAt: sql`clock_timestamp()` })
    .where(
      and(
        eq(sessions.userId, userId),
        isNull(sessions.endedAt),
        keptSessionId === undefined ? undefined : ne(sessions.id, keptSessionId),
      ),
    )
    .returning({ id: sessions.id });
  const sessionIds = ended.map(({ id }) => id);
  if (sessionIds.length > 0) note('sessions.ended', { userId, sessionIds, why });
  return sessionIds;
}
