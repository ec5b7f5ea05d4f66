import { Injectable } from '@nestjs/common';
import DataLoader from 'dataloader';
import { eq, sql } from 'drizzle-orm';
import { IN_ONE_BREATH } from '../concurrency/in-one-breath.ts';
import { Database } from '../database/database.ts';
import { users } from '../database/schema.ts';

/** When people were here last, by the database's clock. */
@Injectable()
export class LastSeen {
  /** Those who go in one breath, as when a line breaks, are written together. */
  private readonly notes = new DataLoader(
    (userIds: readonly string[]) => this.noteAll(userIds),
    IN_ONE_BREATH,
  );

  constructor(private readonly database: Database) {}

  /** The person was here until just now. @returns the instant that was written, ISO 8601 */
  note(userId: string): Promise<string | null> {
    return this.notes.load(userId);
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

  private async noteAll(userIds: readonly string[]): Promise<(string | null)[]> {
    const { rows } = await this.database.pool.query<{ id: string; at: string }>(NOTE_ALL, [userIds]);
    const byId = new Map(rows.map(({ id, at }) => [id, at]));
    return userIds.map((userId) => byId.get(userId) ?? null);
  }
}

/** Of those who are deleted nothing is noted any more. In the order of their ids, since another node may write some of them at the same time. */
const NOTE_ALL = `
with gone as (select id from users where id = any($1::uuid[]) and deleted_at is null order by id for no key update)
update users u set last_seen_at = now() from gone where u.id = gone.id returning u.id, u.last_seen_at as at`;
