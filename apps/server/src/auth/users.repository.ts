import type { UserRole } from '@jiggy-care/protocol';
import { foldName } from '@jiggy-care/protocol/fold-name';
import { Injectable } from '@nestjs/common';
import { and, eq, gt, isNotNull, isNull, ne, type SQL, sql } from 'drizzle-orm';
import { Database, type Executor } from '../database/database.ts';
import { invitations, sessions, users } from '../database/schema.ts';
import { DomainError } from '../errors/domain-error.ts';
import type { SessionEnd } from '../facts/fact-list.ts';
import { Facts, type Note } from '../facts/facts.ts';

export interface User {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: UserRole;
  readonly passwordHash: string;
  /** ISO time since when an operator has closed the account. */
  readonly disabledAt: string | null;
}

export interface PasswordChange {
  readonly userId: string;
  /** What the old password was checked against; `undefined` when an operator decides. */
  readonly oldHash?: string | undefined;
  readonly newHash: string;
  /** The one session that stays. */
  readonly keptSessionId?: string | undefined;
  readonly now: number;
}

/** Nobody's id, to ask in vain with. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

const USER = {
  id: users.id,
  email: users.email,
  name: users.name,
  role: users.role,
  passwordHash: users.passwordHash,
  disabledAt: users.disabledAt,
};

@Injectable()
export class UsersRepository {
  constructor(
    private readonly database: Database,
    private readonly facts: Facts,
  ) {}

  async findByEmail(email: string): Promise<User | undefined> {
    const [user] = await this.database.db.select(USER).from(users).where(sameText(users.email, email));
    return user;
  }

  async find(id: string): Promise<User | undefined> {
    const [user] = await this.database.db.select(USER).from(users).where(eq(users.id, id));
    return user;
  }

  /**
   * Makes an account; with an invitation, uses that up in the same transaction.
   *
   * @throws DomainError `email_taken`, whatever the case of its letters; `signup_closed` for an invitation
   *   that is unknown, used, expired, or of another e-mail
   */
  create(
    user: Omit<User, 'id' | 'disabledAt'>,
    invitation?: { readonly tokenHash: string; readonly now: number },
  ): Promise<User> {
    return this.facts.inTransaction(async (tx, note) => {
      if (invitation !== undefined) {
        const used = await tx
          .update(invitations)
          .set({ usedAt: new Date(invitation.now).toISOString() })
          .where(isOpenInvitation(invitation.tokenHash, user.email, invitation.now))
          .returning({ email: invitations.email });
        if (used.length === 0) throw signupClosed();
      }
      const [created] = await tx
        .insert(users)
        .values({ ...user, nameFolded: foldName(user.name) })
        .onConflictDoNothing()
        .returning(USER);
      if (created === undefined) throw emailTaken();
      note('account.made', { userId: created.id, role: created.role });
      return created;
    });
  }

  /** Whether the person has opened a session from this address, as far as sessions are kept. */
  async hasSignedInFrom(userId: string | undefined, address: string): Promise<boolean> {
    const rows = await this.database.db
      .select({ id: sessions.id })
      .from(sessions)
      .where(and(eq(sessions.userId, userId ?? NOBODY), eq(sessions.address, address)))
      .limit(1);
    return rows.length > 0;
  }

  /**
   * Closes the account and ends all its sessions, in one transaction.
   *
   * @returns ids of the ended sessions; `undefined` when it was closed already
   */
  disable(userId: string, now: number): Promise<string[] | undefined> {
    return this.facts.inTransaction(async (tx, note) => {
      const closed = await tx
        .update(users)
        .set({ disabledAt: new Date(now).toISOString() })
        .where(and(eq(users.id, userId), isNull(users.disabledAt)))
        .returning({ id: users.id });
      if (closed.length === 0) return undefined;
      note('account.closed', { userId });
      return endSessions(tx, note, { userId, now, why: 'account-closed' });
    });
  }

  /** @returns whether it was closed */
  enable(userId: string): Promise<boolean> {
    return this.facts.inTransaction(async (tx, note) => {
      const opened = await tx
        .update(users)
        .set({ disabledAt: null })
        .where(and(eq(users.id, userId), isNotNull(users.disabledAt)))
        .returning({ id: users.id });
      if (opened.length > 0) note('account.reopened', { userId });
      return opened.length > 0;
    });
  }

  async hasInvitation(tokenHash: string, email: string, now: number): Promise<boolean> {
    const rows = await this.database.db
      .select({ email: invitations.email })
      .from(invitations)
      .where(isOpenInvitation(tokenHash, email, now));
    return rows.length > 0;
  }

  async invite(tokenHash: string, email: string, expiresAt: number): Promise<void> {
    await this.database.db
      .insert(invitations)
      .values({ tokenHash, email, expiresAt: new Date(expiresAt).toISOString() });
  }

  /**
   * Replaces the password and ends the person's sessions, save the kept one, in one transaction.
   *
   * @returns ids of the ended sessions; `undefined` when the old password was replaced meanwhile
   */
  replacePassword({
    userId,
    oldHash,
    newHash,
    keptSessionId,
    now,
  }: PasswordChange): Promise<string[] | undefined> {
    return this.facts.inTransaction(async (tx, note) => {
      const replaced = await tx
        .update(users)
        .set({ passwordHash: newHash })
        .where(and(eq(users.id, userId), oldHash === undefined ? undefined : eq(users.passwordHash, oldHash)))
        .returning({ id: users.id });
      if (replaced.length === 0) return undefined;
      note('password.changed', { userId });
      return endSessions(tx, note, { userId, now, keptSessionId, why: 'password-changed' });
    });
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

export function emailTaken(): DomainError {
  return new DomainError('email_taken', 'There is an account with this e-mail already');
}

export function signupClosed(): DomainError {
  return new DomainError('signup_closed', 'Consultants cannot sign up here without a valid invitation');
}

/** As the unique index compares e-mails: the 26 letters, whatever the locale of the database takes for their small ones. */
function sameText(column: typeof users.email | typeof invitations.email, text: string): SQL {
  return sql`lower(${column} collate "C") = lower(${text} collate "C")`;
}

function isOpenInvitation(tokenHash: string, email: string, now: number): SQL | undefined {
  return and(
    eq(invitations.tokenHash, tokenHash),
    sameText(invitations.email, email),
    isNull(invitations.usedAt),
    gt(invitations.expiresAt, new Date(now).toISOString()),
  );
}
