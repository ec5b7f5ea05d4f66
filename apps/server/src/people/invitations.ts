import { Injectable } from '@nestjs/common';
import { and, eq, gt, isNull, type SQL } from 'drizzle-orm';
import { Database, type Executor } from '../database/database.ts';
import { invitations } from '../database/schema.ts';
import { DomainError } from '../errors/domain-error.ts';
import { isSameEmail } from './same-email.ts';

/** What somebody brings who signs up. */
export interface HeldInvitation {
  readonly tokenHash: string;
  /** The instant to judge by, in milliseconds. */
  readonly now: number;
}

/** By whom an account may be made where consultants cannot sign up by themselves. */
@Injectable()
export class Invitations {
  constructor(private readonly database: Database) {}

  /** @throws DomainError `signup_closed` unless it is known, unused, unexpired, and of this e-mail */
  async require(held: HeldInvitation, email: string): Promise<void> {
    const rows = await this.database.db
      .select({ email: invitations.email })
      .from(invitations)
      .where(isOpen(held, email));
    if (rows.length === 0) throw signupClosed();
  }

  async add(tokenHash: string, email: string, expiresAt: number): Promise<void> {
    await this.database.db
      .insert(invitations)
      .values({ tokenHash, email, expiresAt: new Date(expiresAt).toISOString() });
  }
}

/** @throws DomainError `signup_closed`; of several who bring the same one, all but the first */
export async function spendInvitation(tx: Executor, held: HeldInvitation, email: string): Promise<void> {
  const used = await tx
    .update(invitations)
    .set({ usedAt: new Date(held.now).toISOString() })
    .where(isOpen(held, email))
    .returning({ email: invitations.email });
  if (used.length === 0) throw signupClosed();
}

function isOpen({ tokenHash, now }: HeldInvitation, email: string): SQL | undefined {
  return and(
    eq(invitations.tokenHash, tokenHash),
    isSameEmail(invitations.email, email),
    isNull(invitations.usedAt),
    gt(invitations.expiresAt, new Date(now).toISOString()),
  );
}

function signupClosed(): DomainError {
  return new DomainError('signup_closed', 'Consultants cannot sign up here without a valid invitation');
}
