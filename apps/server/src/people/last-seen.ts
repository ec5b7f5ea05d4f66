import { Injectable } from '@nestjs/common';
import { eq, sql } from 'drizzle-orm';
import { Database } from '../database/database.ts';
import { users } from '../database/schema.ts';

/** When people were here last, by the database's clock. */
@Injectable()
export class LastSeen {
  constructor(private readonly database: Database) {}

  /** The person was here until just now. @returns the instant that was written, ISO 8601 */
  async note(userId: string): Promise<string | null> {
    const [row] = await this.database.db
      .update(users)
      .set({ lastSeenAt: sql`now()` })
      .where(eq(users.id, userId))
      .returning({ lastSeenAt: users.lastSeenAt });
    return row?.lastSeenAt ?? null;
  }

  /** @returns ISO 8601; `null` where nothing was noted yet */
  async of(userId: string): Promise<string | null> {
    const [row] = await this.database.db
      .select({ lastSeenAt: users.lastSeenAt })
      .from(users)
      .where(eq(users.id, userId));
    return row?.lastSeenAt ?? null;
  }

  async isWithin(userId: string, withinMs: number): Promise<boolean> {
    const [row] = await this.database.db
      .select({ recent: sql<boolean>`${users.lastSeenAt} > now() - ${withinMs} * interval '1 millisecond'` })
      .from(users)
      .where(eq(users.id, userId));
    return row?.recent === true;
  }
}
