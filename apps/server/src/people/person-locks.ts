import { and, eq, isNull } from 'drizzle-orm';
import type { Executor } from '../database/database.ts';
import { users } from '../database/schema.ts';

/** Until the transaction ends, whoever else locks this person waits: so what one does is done one after the other. */
export async function lockPerson(tx: Executor, userId: string): Promise<void> {
  await tx.select({ id: users.id }).from(users).where(eq(users.id, userId)).for('no key update');
}

/**
 * Whether the account is open and has the very password that was checked. Until the transaction ends, it stays so.
 *
 * @param passwordHash what the password was checked against
 */
export async function holdPassword(tx: Executor, userId: string, passwordHash: string): Promise<boolean> {
  const held = await tx
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.id, userId), eq(users.passwordHash, passwordHash), isNull(users.disabledAt)))
    .for('share');
  return held.length > 0;
}

/** Whether the account is open. Until the transaction ends, it stays so. */
export async function holdOpen(tx: Executor, userId: string): Promise<boolean> {
  const held = await tx
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.id, userId), isNull(users.disabledAt)))
    .for('share');
  return held.length > 0;
}
