import type { Call } from '@jiggy-care/protocol';
import { Injectable } from '@nestjs/common';
import { and, asc, count, eq, gt, inArray, not, or, type SQL, sql } from 'drizzle-orm';
import { standingSql } from '../../bookings/standing.ts';
import { Database } from '../../database/database.ts';
import { bookings, calls } from '../../database/schema.ts';
import { callColumns } from './call-columns.ts';

export interface LogPage {
  readonly limit: number;
  readonly offset: number;
  readonly onlyMissed: boolean;
  readonly conversationId?: string | undefined;
}

/** The call log: what became of calls, as people read it. */
@Injectable()
export class CallLogRepository {
  constructor(private readonly database: Database) {}

  /**
   * Newest first.
   *
   * @param onlyMissed     those that this person missed
   * @param conversationId those of one of the person's own conversations
   */
  async list(userId: string, { limit, offset, onlyMissed, conversationId }: LogPage): Promise<Call[]> {
    // Whoever takes part in a conversation takes part in all of its calls.
    const own =
      conversationId === undefined
        ? or(eq(calls.callerId, userId), eq(calls.calleeId, userId))
        : eq(calls.conversationId, conversationId);
    const rows = await this.database.db
      .select({
        ...callColumns,
        isMissed: sql<boolean>`coalesce(${missedBy(userId)}, false)`,
        seen: calls.seen,
      })
      .from(calls)
      .where(onlyMissed ? and(own, missedBy(userId)) : own)
      .orderBy(sql`${calls.startedAt} desc nulls last`, sql`${calls.id} desc nulls last`) // as the indexes have it
      .limit(limit)
      .offset(offset);
    // The caller does not learn whether the other has looked at the missed call.
    return rows.map(({ isMissed, seen, ...call }) => (isMissed ? { ...call, seen } : call));
  }

  /** How many missed calls the person has not seen. */
  async countUnseen(userId: string): Promise<number> {
    const [row] = await this.database.db.select({ unseen: count() }).from(calls).where(unseenBy(userId));
    return row?.unseen ?? 0;
  }

  /** Whether the person has a booking whose two people may reach each other. */
  async hasSomeoneToCall(userId: string): Promise<boolean> {
    const [row] = await this.database.db
      .select({ id: bookings.id })
      .from(bookings)
      .where(
        and(
          or(eq(bookings.patientId, userId), eq(bookings.consultantId, userId)),
          sql`${sql.raw(standingSql('bookings'))} = 'open'`,
        ),
      )
      .limit(1);
    return row !== undefined;
  }

  /** @param conversationId only the missed calls of this one */
  async markSeen(userId: string, conversationId?: string): Promise<void> {
    const ofConversation =
      conversationId === undefined ? undefined : eq(calls.conversationId, conversationId);
    await this.database.db
      .update(calls)
      .set({ seen: true })
      .where(and(unseenBy(userId), ofConversation));
  }

  /** Calls placed or changed after a change number, in the order of change. */
  async listChanged(
    conversationId: string,
    { after, limit }: { after: number; limit: number },
  ): Promise<{ change: number; call: Call }[]> {
    const rows = await this.database.db
      .select({ call: callColumns, change: calls.change })
      .from(calls)
      .where(and(eq(calls.conversationId, conversationId), gt(calls.change, after)))
      .orderBy(asc(calls.change))
      .limit(limit);
    return rows;
  }
}

function missedBy(userId: string): SQL | undefined {
  return and(eq(calls.calleeId, userId), inArray(calls.status, ['missed', 'cancelled', 'busy']));
}

function unseenBy(userId: string): SQL | undefined {
  return and(missedBy(userId), not(calls.seen));
}
