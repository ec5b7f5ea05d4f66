import { Injectable } from '@nestjs/common';
import { eq, sql } from 'drizzle-orm';
import { Database } from '../database/database.ts';
import { users } from '../database/schema.ts';

@Injectable()
export class PresenceRepository {
  constructor(private readonly database: Database) {}

  /** @returns the instant that was written, ISO 8601 */
  async sawJustNow(userId: string): Promise<string | null> {
    const [row] = await this.database.db
      .update(users)
      .set({ lastSeenAt: sql`now()` })
      .where(eq(users.id, userId))
      .returning({ lastSeenAt: users.lastSeenAt });
    return row?.lastSeenAt ?? null;
  }

  async lastSeen(userId: string): Promise<string | null> {
    const [row] = await this.database.db
      .select({ lastSeenAt: users.lastSeenAt })
      .from(users)
      .where(eq(users.id, userId));
    return row?.lastSeenAt ?? null;
  }

  async wasSeenWithin(userId: string, withinMs: number): Promise<boolean> {
    const [row] = await this.database.db
      .select({ recent: sql<boolean>`${users.lastSeenAt} > now() - ${withinMs} * interval '1 millisecond'` })
      .from(users)
      .where(eq(users.id, userId));
    return row?.recent === true;
  }
}
