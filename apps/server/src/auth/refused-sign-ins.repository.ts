import type { RefusedSignIn } from '@jiggy-care/protocol';
import { Injectable } from '@nestjs/common';
import { and, desc, eq, lt, sql } from 'drizzle-orm';
import { Database } from '../database/database.ts';
import { refusedSignIns } from '../database/schema.ts';

/** Of one account; an attacker with many addresses fills no table. */
const MAX_NETWORKS = 50;
const KEPT = sql`now() - interval '30 days'`;

/** What is kept of refused tries to sign in: never what was typed. */
@Injectable()
export class RefusedSignIns {
  constructor(private readonly database: Database) {}

  /** Counts one more try on the account from the network. */
  async note(userId: string, network: string): Promise<void> {
    const { db } = this.database;
    const { tries, lastAt } = refusedSignIns;
    await db
      .insert(refusedSignIns)
      .values({ userId, network })
      .onConflictDoUpdate({
        target: [refusedSignIns.userId, refusedSignIns.network],
        set: { tries: sql`${tries} + 1`, lastAt: sql`now()` },
      });
    await db.delete(refusedSignIns).where(and(eq(refusedSignIns.userId, userId), lt(lastAt, KEPT)));
    await db.execute(sql`
      delete from ${refusedSignIns} where user_id = ${userId} and network not in (
        select network from ${refusedSignIns} where user_id = ${userId}
        order by last_at desc limit ${MAX_NETWORKS})`);
  }

  /** The newest first. */
  list(userId: string): Promise<RefusedSignIn[]> {
    const { network, tries, firstAt, lastAt } = refusedSignIns;
    return this.database.db
      .select({ network, tries, firstAt, lastAt })
      .from(refusedSignIns)
      .where(and(eq(refusedSignIns.userId, userId), sql`${lastAt} >= ${KEPT}`))
      .orderBy(desc(lastAt), network);
  }
}
