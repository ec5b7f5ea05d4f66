import { Injectable } from '@nestjs/common';
import { and, eq, gt, inArray, isNull, lte, ne, or, type SQL, sql } from 'drizzle-orm';
import { Database, type Executor } from '../database/database.ts';
import { mailTokens } from '../database/schema.ts';
import { isSameEmail } from '../people/same-email.ts';

export type Purpose = 'verify' | 'reset' | 'restore';

/** A link that can be opened. */
export interface OpenLink {
  readonly userId: string;
  readonly purpose: Purpose;
  /** Where it was sent. */
  readonly email: string;
  /** ISO 8601. */
  readonly createdAt: string;
}

export interface NewLink extends Omit<OpenLink, 'userId' | 'createdAt'> {
  readonly userId?: string | undefined;
  readonly tokenHash: string;
  /** Both in milliseconds since 1970. */
  readonly now: number;
  readonly expiresAt: number;
}

const LINK = {
  userId: mailTokens.userId,
  purpose: mailTokens.purpose,
  email: mailTokens.email,
  createdAt: mailTokens.createdAt,
};

/** Whose are of no account: what is asked for them does the same, and changes nothing. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

/** Which links in mails can be opened. */
@Injectable()
export class MailTokens {
  constructor(private readonly database: Database) {}

  /**
   * Adds a link, which ends those before it of its purpose, and forgets what is over. An account whose address was changed
   * twice can be taken back from both.
   *
   * @param link without `userId` it is of nobody: the same statements run, and leave nothing
   */
  async txAdd(tx: Executor, { userId = NOBODY, ...link }: NewLink): Promise<void> {
    const { tokenHash, purpose, email, now, expiresAt } = link;
    const isBefore = and(
      eq(mailTokens.userId, userId),
      eq(mailTokens.purpose, purpose),
      ne(mailTokens.purpose, 'restore'),
    );
    await tx.delete(mailTokens).where(or(lte(mailTokens.expiresAt, iso(now)), isBefore));
    await tx.execute(sql`
      insert into mail_tokens (token_hash, user_id, purpose, email, expires_at, created_at)
      select ${tokenHash}, ${userId}::uuid, ${purpose}, ${email}, ${iso(expiresAt)}::timestamptz, ${iso(now)}::timestamptz
      where ${userId}::uuid <> ${NOBODY}::uuid`);
  }

  async find(tokenHash: string, now: number): Promise<OpenLink | undefined> {
    const [link] = await this.database.db.select(LINK).from(mailTokens).where(isOpen(tokenHash, now));
    return link;
  }

  /** @returns whether it could still be opened; of several who open it at once, it is one */
  async txUse(tx: Executor, tokenHash: string, now: number): Promise<boolean> {
    const used = await tx
      .update(mailTokens)
      .set({ usedAt: iso(now) })
      .where(isOpen(tokenHash, now))
      .returning({ userId: mailTokens.userId });
    return used.length > 0;
  }

  /** Whether another account can still be given back to this address. */
  async txIsHeldByOther(
    tx: Executor,
    { userId, email, now }: { readonly userId: string; readonly email: string; readonly now: number },
  ): Promise<boolean> {
    const held = await tx
      .select({ userId: mailTokens.userId })
      .from(mailTokens)
      .where(
        and(
          eq(mailTokens.purpose, 'restore'),
          isSameEmail(mailTokens.email, email),
          ne(mailTokens.userId, userId),
          isNull(mailTokens.usedAt),
          gt(mailTokens.expiresAt, iso(now)),
        ),
      )
      .limit(1);
    return held.length > 0;
  }

  /** The address that waits to be the account's. */
  async findPending(userId: string, now: number): Promise<string | undefined> {
    const [link] = await this.database.db
      .select({ email: mailTokens.email })
      .from(mailTokens)
      .where(
        and(
          eq(mailTokens.userId, userId),
          eq(mailTokens.purpose, 'verify'),
          isNull(mailTokens.usedAt),
          gt(mailTokens.expiresAt, iso(now)),
        ),
      );
    return link?.email;
  }

  /** Ends the links to take an account back that came after this one. */
  async txForgetLaterRestores(tx: Executor, { userId, createdAt }: OpenLink): Promise<void> {
    await tx
      .delete(mailTokens)
      .where(
        and(
          eq(mailTokens.userId, userId),
          eq(mailTokens.purpose, 'restore'),
          gt(mailTokens.createdAt, createdAt),
        ),
      );
  }

  /** Ends links of these people that nobody is to open any more. */
  async txForget(tx: Executor, userIds: readonly string[], purposes: readonly Purpose[]): Promise<void> {
    await tx
      .delete(mailTokens)
      .where(and(inArray(mailTokens.userId, [...userIds]), inArray(mailTokens.purpose, [...purposes])));
  }
}

function isOpen(tokenHash: string, now: number): SQL | undefined {
  return and(
    eq(mailTokens.tokenHash, tokenHash),
    isNull(mailTokens.usedAt),
    gt(mailTokens.expiresAt, iso(now)),
  );
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
