import { Injectable } from '@nestjs/common';
import { and, eq, isNull, ne, type SQL, sql } from 'drizzle-orm';
import { Config } from '../config/config.ts';
import { Database, type Executor } from '../database/database.ts';
import { isUniqueViolation } from '../database/database-error.ts';
import { users } from '../database/schema.ts';
import { emailTaken } from './accounts.ts';
import { isNobodysEmail } from './nobodys-email.ts';
import { NOBODYS_HASH } from './nobodys-hash.ts';
import { isSameEmail } from './same-email.ts';

/** Where mails to a person go. */
export interface Address {
  /** `null` where there is none. */
  readonly email: string | null;
  readonly isVerified: boolean;
  /** Whether there is a password here; who signs in elsewhere has name and address kept there. */
  readonly signsInHere: boolean;
}

export interface HeldAccount {
  readonly id: string;
  readonly email: string;
  readonly passwordHash: string;
}

/** Whether the addresses of people are theirs. */
@Injectable()
export class Addresses {
  constructor(
    private readonly database: Database,
    private readonly config: Config,
  ) {}

  /** `undefined` where there is no such account. */
  async find(userId: string): Promise<Address | undefined> {
    const [row] = await this.database.db
      .select({
        email: users.email,
        isVerified: sql<boolean>`${users.emailVerifiedAt} is not null`,
        signsInHere: sql<boolean>`${SIGNS_IN_HERE}`,
      })
      .from(users)
      .where(eq(users.id, userId));
    return row && { ...row, email: isNobodysEmail(row.email) ? null : row.email };
  }

  /**
   * Whether the address counts as theirs: where the operator wants it verified, once it is. Whoever signs in elsewhere is
   * known there.
   */
  async isTrusted(userId: string): Promise<boolean> {
    if (this.config.emailVerification === 'optional') return true;
    const address = await this.find(userId);
    return address !== undefined && (address.isVerified || !address.signsInHere);
  }
}

const SIGNS_IN_HERE = ne(users.passwordHash, NOBODYS_HASH) as SQL;

/**
 * The open account of this person, or with this e-mail, if it has a password here. Until the transaction ends, whoever else
 * holds it waits.
 */
export async function txHoldAccount(
  tx: Executor,
  whose: { readonly userId: string } | { readonly email: string },
): Promise<HeldAccount | undefined> {
  const isTheirs = 'userId' in whose ? eq(users.id, whose.userId) : isSameEmail(users.email, whose.email);
  const [held] = await tx
    .select({ id: users.id, email: users.email, passwordHash: users.passwordHash })
    .from(users)
    .where(and(isTheirs, isNull(users.disabledAt), SIGNS_IN_HERE))
    .for('no key update');
  return held;
}

/**
 * The address is that of the account from now on, and verified.
 *
 * @throws DomainError `email_taken`: then the transaction is lost
 */
export async function txSettleEmail(
  tx: Executor,
  { userId, email, now }: { readonly userId: string; readonly email: string; readonly now: number },
): Promise<void> {
  try {
    await tx
      .update(users)
      .set({ email, emailVerifiedAt: new Date(now).toISOString() })
      .where(eq(users.id, userId));
  } catch (thrown) {
    if (isUniqueViolation(thrown)) throw emailTaken();
    throw thrown;
  }
}
