import { Injectable } from '@nestjs/common';
import DataLoader from 'dataloader';
import { and, eq, gt, isNull, lt, sql } from 'drizzle-orm';
import { IN_ONE_BREATH } from '../concurrency/in-one-breath.ts';
import { Database } from '../database/database.ts';
import { sessions } from '../database/schema.ts';
import { personAs } from '../people/person-sql.ts';
import type { SessionLifetimes } from './refresh-tokens.ts';
import type { SessionOwner } from './session-activity.ts';

const CHANGE_OVERLAP_S = 10;
/** Nobody's id, to ask in vain with. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

const person = personAs('person');

/** What a node must know of a session that another node refreshed or ended. */
export interface SessionChange {
  readonly id: string;
  /** ISO time, or null while it lives. */
  readonly endedAt: string | null;
  /** ISO time at which the newest access token of the session ends. */
  readonly accessExpiresAt: string;
}

export interface SessionChanges {
  /** By the database's clock, as it writes it: where the next look begins. */
  readonly now: string | undefined;
  readonly changes: readonly SessionChange[];
}

interface Touch {
  readonly sessionId: string;
  readonly now: number;
  readonly lifetimes: SessionLifetimes;
}

interface ActivityQuestion {
  readonly sessionId: string;
  readonly now: number;
  readonly owner: SessionOwner | undefined;
}

/** Which sessions live, whose they are, and what becomes of them while they are used. */
@Injectable()
export class SessionWatchRepository {
  /** Whoever comes back in one breath is looked up together. */
  private readonly activity = new DataLoader(
    (questions: readonly ActivityQuestion[]) => this.areActive(questions),
    IN_ONE_BREATH,
  );
  private readonly touches = new DataLoader(
    (touches: readonly Touch[]) => this.touchAll(touches),
    IN_ONE_BREATH,
  );

  constructor(private readonly database: Database) {}

  /** @param owner whose it has to be, and in which role; anyone's where nothing is said */
  isActive(sessionId: string, now: number, owner?: SessionOwner): Promise<boolean> {
    return this.activity.load({ sessionId, now, owner });
  }

  async findOwner(sessionId: string): Promise<SessionOwner | undefined> {
    const [owner] = await this.database.db
      .select({ userId: sessions.userId, role: person.role })
      .from(sessions)
      .innerJoin(...person.by(sessions.userId))
      .where(eq(sessions.id, sessionId));
    return owner;
  }

  private async areActive(questions: readonly ActivityQuestion[]): Promise<boolean[]> {
    const ids = questions.map(({ sessionId }) => sessionId);
    const rows = await this.database.db
      .select({ id: sessions.id, userId: sessions.userId, role: person.role, expiresAt: sessions.expiresAt })
      .from(sessions)
      .innerJoin(...person.by(sessions.userId))
      .where(and(sql`${sessions.id} = any(${sql.param(ids)}::uuid[])`, isNull(sessions.endedAt)));
    const byId = new Map(rows.map((row) => [row.id, row]));
    return questions.map(({ sessionId, now, owner }) => {
      const session = byId.get(sessionId);
      if (session === undefined || Date.parse(session.expiresAt) <= now) return false;
      return owner === undefined || (session.userId === owner.userId && session.role === owner.role);
    });
  }

  /** Whether a session of the person was opened from this address, as far as they are kept. */
  async hasOpenedFrom(userId: string | undefined, address: string): Promise<boolean> {
    const rows = await this.database.db
      .select({ id: sessions.id })
      .from(sessions)
      .where(and(eq(sessions.userId, userId ?? NOBODY), eq(sessions.address, address)))
      .limit(1);
    return rows.length > 0;
  }

  /**
   * What changed since the instant, and a little before it, since a change shows only when it is committed.
   * All by the database's clock: the nodes' own may differ by more than that little.
   *
   * @param since    `now` of the last answer; the first look goes back that little
   * @param waitedMs for so long the first look was wished for in vain
   */
  async changedSince(since: string | undefined, waitedMs = 0): Promise<SessionChanges> {
    const from = since === undefined ? sql`clock_timestamp()` : sql`${since}::timestamptz`;
    const back = CHANGE_OVERLAP_S + (since === undefined ? waitedMs / 1_000 : 0);
    const overlap = sql`make_interval(secs => ${back}::double precision)`;
    const clock = this.database.db
      .$with('clock')
      .as((query) =>
        query.select({ now: sql<string>`clock_timestamp()::text`.as('now') }).from(sql`(select 1) as one`),
      );
    const rows = await this.database.db
      .with(clock)
      .select({
        now: clock.now,
        id: sessions.id,
        endedAt: sessions.endedAt,
        accessExpiresAt: sessions.accessExpiresAt,
      })
      .from(clock)
      .leftJoin(sessions, gt(sessions.changedAt, sql`${from} - ${overlap}`));
    const changes = rows.flatMap(({ id, endedAt, accessExpiresAt }) =>
      id === null || accessExpiresAt === null ? [] : [{ id, endedAt, accessExpiresAt }],
    );
    return { now: rows[0]?.now ?? since, changes };
  }

  /** Notes that the person has just done something here: the session runs from now, to its very end at most. */
  async touch(sessionId: string, now: number, lifetimes: SessionLifetimes): Promise<void> {
    await this.touches.load({ sessionId, now, lifetimes });
  }

  private async touchAll(touches: readonly Touch[]): Promise<undefined[]> {
    const ids = touches.map(({ sessionId }) => sessionId);
    const { now, lifetimes } = touches.at(-1) as Touch;
    const aMinuteAgo = iso(now - 60_000);
    const { web, mobile } = lifetimes;
    const isWeb = sql`${sessions.clientType} = 'web'`;
    const ms = (ofWeb: number, ofMobile: number) =>
      sql`make_interval(secs => (case when ${isWeb} then ${ofWeb / 1000}::float8 else ${ofMobile / 1000}::float8 end))`;
    const idleEnd = sql`${iso(now)}::timestamptz + ${ms(web.idleMs, mobile.idleMs)}`;
    const veryEnd = sql`${sessions.createdAt} + ${ms(web.absoluteMs, mobile.absoluteMs)}`;
    await this.database.db
      .update(sessions)
      .set({
        lastUsedAt: iso(now),
        expiresAt: sql`case when ${sessions.clientType} = 'app' then ${sessions.expiresAt}
          else greatest(${sessions.expiresAt}, least(${idleEnd}, ${veryEnd})) end`,
      })
      .where(
        and(
          // In their order, since another node may note some of them at the same time.
          sql`${sessions.id} in (select id from sessions where id = any(${sql.param(ids)}::uuid[]) order by id for no key update)`,
          isNull(sessions.endedAt),
          gt(sessions.expiresAt, iso(now)),
          lt(sessions.lastUsedAt, aMinuteAgo),
        ),
      );
    return touches.map(() => undefined);
  }
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
