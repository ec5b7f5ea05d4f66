import type { ChangePreferencesBody, Preferences } from '@jiggy-care/protocol';
import { Injectable } from '@nestjs/common';
import { inArray, sql } from 'drizzle-orm';
import { Database, type Executor } from '../database/database.ts';
import { preferences } from '../database/schema.ts';

/** As they are kept: what nobody has chosen is `null`. */
export type KeptPreferences = Omit<Preferences, 'mailUnread'> & { readonly mailUnread: boolean | null };

const KEPT = {
  language: preferences.language,
  timeZone: preferences.timeZone,
  pushMessages: preferences.pushMessages,
  pushCalls: preferences.pushCalls,
  mailAppointments: preferences.mailAppointments,
  mailUnread: preferences.mailUnread,
  showNames: preferences.showNames,
  quietFrom: preferences.quietFrom,
  quietTo: preferences.quietTo,
};

/** SQL of how people want to be told of things. */
@Injectable()
export class PreferencesRepository {
  constructor(private readonly database: Database) {}

  /** Of those who have chosen something. */
  async find(userIds: readonly string[]): Promise<Map<string, KeptPreferences>> {
    const rows = await this.database.db
      .select({ userId: preferences.userId, ...KEPT })
      .from(preferences)
      .where(sql`${preferences.userId} = any(${sql.param([...userIds])}::uuid[])`);
    return new Map(rows.map(({ userId, ...row }) => [userId, row]));
  }

  async change(userId: string, body: ChangePreferencesBody): Promise<KeptPreferences> {
    const [row] = await this.database.db
      .insert(preferences)
      .values({ userId, ...body })
      .onConflictDoUpdate({ target: preferences.userId, set: { ...body, updatedAt: sql`now()` } })
      .returning(KEPT);
    return row as KeptPreferences;
  }

  /** In the transaction that erases the account. */
  async txForget(tx: Executor, userIds: readonly string[]): Promise<void> {
    await tx.delete(preferences).where(inArray(preferences.userId, [...userIds]));
  }
}
