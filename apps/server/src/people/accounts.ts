import type { Account, Language } from '@jiggy-care/protocol';
import { foldName } from '@jiggy-care/protocol/fold-name';
import { Injectable } from '@nestjs/common';
import { and, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import { Database, type Executor } from '../database/database.ts';
import { identities, invitations, users } from '../database/schema.ts';
import { DomainError } from '../errors/domain-error.ts';
import { Facts, type Note } from '../facts/facts.ts';
import { type HeldInvitation, spendInvitation } from './invitations.ts';
import { nobodysEmail } from './nobodys-email.ts';
import { isSameEmail } from './same-email.ts';

export interface StoredAccount extends Readonly<Account> {
  readonly passwordHash: string;
  /** ISO time since when an operator has closed the account. */
  readonly disabledAt: string | null;
  /** ISO time since when it is deleted, and closed for good. */
  readonly deletedAt: string | null;
}

export type NewAccount = Omit<StoredAccount, 'id' | 'disabledAt' | 'deletedAt'>;

const ACCOUNT = {
  id: users.id,
  email: users.email,
  name: users.name,
  role: users.role,
  passwordHash: users.passwordHash,
  disabledAt: users.disabledAt,
  deletedAt: users.deletedAt,
};

/** How those are called who are no more. */
const NAME_OF_DELETED = 'Deleted account';

/** Who has an account. What other rooms do to one in a transaction of theirs are the functions below. */
@Injectable()
export class Accounts {
  constructor(
    private readonly database: Database,
    private readonly facts: Facts,
  ) {}

  /** Whatever the case of its letters. */
  async findByEmail(email: string): Promise<StoredAccount | undefined> {
    const [account] = await this.database.db
      .select(ACCOUNT)
      .from(users)
      .where(isSameEmail(users.email, email));
    return account;
  }

  async find(id: string): Promise<StoredAccount | undefined> {
    const [account] = await this.database.db.select(ACCOUNT).from(users).where(eq(users.id, id));
    return account;
  }

  /**
   * Makes an account; with an invitation, uses that up in the same transaction.
   *
   * @param language of whoever asks for it, where that is known
   * @throws DomainError `email_taken`, whatever the case of its letters; `signup_closed` for an invitation
   *   that is unknown, used, expired, or of another e-mail
   */
  create(
    account: NewAccount,
    {
      invitation,
      language,
    }: { invitation?: HeldInvitation | undefined; language?: Language | undefined } = {},
  ): Promise<StoredAccount> {
    return this.facts.inTransaction(async (tx, note) => {
      if (invitation !== undefined) await spendInvitation(tx, invitation, account.email);
      const created = await addAccount(tx, account);
      note('account.made', { userId: created.id, role: created.role, language });
      return created;
    });
  }

  /** @returns the account as it is now; `undefined` where there is none, or none any more */
  async rename(userId: string, name: string): Promise<StoredAccount | undefined> {
    return this.facts.inTransaction(async (tx, note) => {
      const [renamed] = await tx
        .update(users)
        .set({ name, nameFolded: foldName(name) })
        .where(and(eq(users.id, userId), isNull(users.deletedAt)))
        .returning(ACCOUNT);
      if (renamed !== undefined) note('account.renamed', { userId });
      return renamed;
    });
  }

  /** @returns whether it was closed, and not deleted */
  reopen(userId: string): Promise<boolean> {
    return this.facts.inTransaction(async (tx, note) => {
      const opened = await tx
        .update(users)
        .set({ disabledAt: null })
        .where(and(eq(users.id, userId), isNotNull(users.disabledAt), isNull(users.deletedAt)))
        .returning({ id: users.id });
      if (opened.length > 0) note('account.reopened', { userId });
      return opened.length > 0;
    });
  }

  /** Which of these people's accounts are closed. */
  async listClosed(userIds: readonly string[]): Promise<string[]> {
    const rows = await this.database.db
      .select({ id: users.id })
      .from(users)
      .where(and(sql`${users.id} = any(${sql.param([...userIds])}::uuid[])`, isNotNull(users.disabledAt)));
    return rows.map(({ id }) => id);
  }
}

/** Whether anybody has one. */
export async function hasAccounts(executor: Executor): Promise<boolean> {
  const rows = await executor.select({ id: users.id }).from(users).limit(1);
  return rows.length > 0;
}

/**
 * @param account `createdAt` is an ISO time, now where nothing is said; `emailVerifiedAt` too, nobody knows then
 * @throws DomainError `email_taken`, whatever the case of its letters
 */
export async function addAccount(
  tx: Executor,
  account: NewAccount & { readonly createdAt?: string; readonly emailVerifiedAt?: string },
): Promise<StoredAccount> {
  const [added] = await tx
    .insert(users)
    .values({ ...account, nameFolded: foldName(account.name) })
    .onConflictDoNothing()
    .returning(ACCOUNT);
  if (added === undefined) throw emailTaken();
  return added;
}

/**
 * The caller ends its sessions in the same transaction.
 *
 * @returns whether it was open
 */
export async function closeAccount(
  tx: Executor,
  note: Note,
  { userId, now }: { readonly userId: string; readonly now: number },
): Promise<boolean> {
  const closed = await tx
    .update(users)
    .set({ disabledAt: new Date(now).toISOString() })
    .where(and(eq(users.id, userId), isNull(users.disabledAt)))
    .returning({ id: users.id });
  if (closed.length > 0) note('account.closed', { userId });
  return closed.length > 0;
}

/**
 * Takes from a closed account all that tells who it was. What others share with the person stays theirs. The caller
 * closes it and ends its sessions in the same transaction.
 *
 * @param passwordHash of a password that nobody has
 * @returns whether it was not deleted yet
 */
export async function eraseAccount(
  tx: Executor,
  note: Note,
  {
    userId,
    passwordHash,
    now,
  }: { readonly userId: string; readonly passwordHash: string; readonly now: number },
): Promise<boolean> {
  const [account] = await tx
    .select({ email: users.email })
    .from(users)
    .where(and(eq(users.id, userId), isNull(users.deletedAt)))
    .for('update');
  if (account === undefined) return false;
  await tx.delete(identities).where(eq(identities.userId, userId));
  await tx.delete(invitations).where(isSameEmail(invitations.email, account.email));
  await tx
    .update(users)
    .set({
      name: NAME_OF_DELETED,
      nameFolded: foldName(NAME_OF_DELETED),
      email: nobodysEmail(),
      emailVerifiedAt: null,
      passwordHash,
      lastSeenAt: null,
      deletedAt: new Date(now).toISOString(),
    })
    .where(eq(users.id, userId));
  note('account.deleted', { userId });
  return true;
}

export interface PasswordReplacement {
  readonly userId: string;
  /** What the old password was checked against; `undefined` when an operator decides. */
  readonly oldHash?: string | undefined;
  readonly newHash: string;
  /** Of a password that nobody has, since the account goes back to the address before. */
  readonly isGivenBack?: boolean | undefined;
}

/**
 * The caller ends the person's sessions in the same transaction.
 *
 * @returns `false` when the old password was replaced meanwhile
 */
export async function replacePasswordHash(
  tx: Executor,
  note: Note,
  { userId, oldHash, newHash, isGivenBack }: PasswordReplacement,
): Promise<boolean> {
  const replaced = await tx
    .update(users)
    .set({ passwordHash: newHash })
    .where(and(eq(users.id, userId), oldHash === undefined ? undefined : eq(users.passwordHash, oldHash)))
    .returning({ id: users.id });
  if (replaced.length > 0) note('password.changed', { userId, isGivenBack });
  return replaced.length > 0;
}

export function emailTaken(): DomainError {
  return new DomainError('email_taken', 'There is an account with this e-mail already');
}
