import { createHash } from 'node:crypto';
import { LIMITS, type PushKind, type SubscribeBody } from '@jiggy-care/protocol';
import { Injectable } from '@nestjs/common';
import { sql } from 'drizzle-orm';
import { Database, type Executor } from '../database/database.ts';
import { inTransaction } from '../database/transaction.ts';
import { wantsPushedMessagesSql } from '../preferences/wishes-sql.ts';
import type { Device } from './push-service.ts';

export interface StoredDevice {
  readonly id: string;
  readonly kind: PushKind;
  readonly userAgent: string | null;
  readonly sessionId: string;
  readonly createdAt: string;
  readonly lastOkAt: string | null;
}

interface NewDevice extends SubscribeBody {
  readonly userId: string;
  readonly sessionId: string;
  readonly userAgent: string | undefined;
}

/** What refuses again and again is as good as gone. */
const MAX_FAILURES = 10;

const COLUMNS =
  sql.raw(`id, kind, user_agent as "userAgent", session_id as "sessionId", created_at as "createdAt",
  last_ok_at as "lastOkAt"`);
/** Whoever signed out of it is reached there no more; a session that was not used for long has not ended in that sense. */
const OPEN = sql.raw('exists (select from sessions s where s.id = d.session_id and s.ended_at is null)');
const WANTS_MESSAGES = sql.raw(wantsPushedMessagesSql('d.user_id'));

const iso = (ms: number): string => new Date(ms).toISOString();

/** SQL of the devices that are reached while the app is closed. Times come from whoever calls, in ms since 1970. */
@Injectable()
export class DevicesRepository {
  constructor(private readonly database: Database) {}

  /**
   * One that is known goes over to this person and session, as a new one of theirs. Of too many the oldest is forgotten.
   *
   * @returns `undefined` where the session was ended meanwhile
   */
  keep({
    userId,
    sessionId,
    kind = 'web',
    endpoint,
    keys,
    userAgent,
  }: NewDevice): Promise<StoredDevice | undefined> {
    return inTransaction(this.database, async ({ tx }) => {
      // Whoever ends the session waits, and then finds the device.
      const open = await tx.execute(
        sql`select id from sessions where id = ${sessionId} and ended_at is null for share`,
      );
      if (open.rows.length === 0) return undefined;
      const { rows } = await tx.execute(sql`
        insert into push_subscriptions as d (user_id, session_id, kind, endpoint, endpoint_hash, p256dh, auth, user_agent)
        values (${userId}, ${sessionId}, ${kind}, ${endpoint}, ${hashOf(endpoint)}, ${keys.p256dh}, ${keys.auth},
          ${userAgent ?? null})
        on conflict (endpoint_hash) do update set user_id = excluded.user_id, session_id = excluded.session_id,
          p256dh = excluded.p256dh, auth = excluded.auth, user_agent = excluded.user_agent, failures = 0,
          created_at = case when d.user_id = excluded.user_id then d.created_at else now() end,
          last_ok_at = case when d.user_id = excluded.user_id then d.last_ok_at end
        returning ${COLUMNS}`);
      const device = rows[0] as unknown as StoredDevice;
      await tx.execute(sql`
        delete from push_subscriptions where id in (
          select id from push_subscriptions where user_id = ${userId} and id <> ${device.id}
          order by created_at desc offset ${LIMITS.pushDevices - 1})`);
      return withTimes(device);
    });
  }

  async list(userId: string): Promise<StoredDevice[]> {
    const { rows } = await this.database.db.execute(sql`
      select ${COLUMNS} from push_subscriptions d where user_id = ${userId} and ${OPEN}
      order by created_at desc, id`);
    return (rows as unknown as StoredDevice[]).map(withTimes);
  }

  /** @returns whether the person had it */
  async remove(userId: string, id: string): Promise<boolean> {
    const { rows } = await this.database.db.execute(
      sql`delete from push_subscriptions where id = ${id} and user_id = ${userId} returning id`,
    );
    return rows.length > 0;
  }

  /** Those on which a person is reached. */
  async ofPerson(userId: string, now: number): Promise<Device[]> {
    const { rows } = await this.database.db.execute(sql`
      select d.id, d.user_id as "userId", d.kind, d.endpoint, d.p256dh, d.auth,
        s.expires_at > ${iso(now)}::timestamptz as "isSignedIn", d.session_id as "sessionId"
      from push_subscriptions d join sessions s on s.id = d.session_id
      where d.user_id = ${userId} and s.ended_at is null
      order by d.id`);
    return rows as unknown as Device[];
  }

  async ofSession(userId: string, sessionId: string): Promise<string | undefined> {
    const { rows } = await this.database.db.execute(sql`
      select id from push_subscriptions where user_id = ${userId} and session_id = ${sessionId}
      order by created_at desc limit 1`);
    return rows[0]?.id as string | undefined;
  }

  /** Which of these people are reached anywhere. */
  async whoHasSome(userIds: readonly string[], executor: Executor = this.database.db): Promise<Set<string>> {
    const { rows } = await executor.execute(sql`
      select distinct user_id as "userId" from push_subscriptions d
      where user_id = any(${sql.param([...userIds])}::uuid[]) and ${OPEN}`);
    return new Set(rows.map(({ userId }) => userId as string));
  }

  /** Which of these people are reached anywhere, and want to be told of messages. */
  async whoIsTold(userIds: readonly string[]): Promise<Set<string>> {
    const { rows } = await this.database.db.execute(sql`
      select distinct user_id as "userId" from push_subscriptions d
      where user_id = any(${sql.param([...userIds])}::uuid[]) and ${OPEN} and ${WANTS_MESSAGES}`);
    return new Set(rows.map(({ userId }) => userId as string));
  }

  async noteTaken(id: string, now: number): Promise<void> {
    await this.database.db.execute(
      sql`update push_subscriptions set last_ok_at = ${iso(now)}::timestamptz, failures = 0 where id = ${id}`,
    );
  }

  /** Nothing will be taken for it any more. */
  async noteGone(id: string): Promise<void> {
    await this.database.db.execute(sql`delete from push_subscriptions where id = ${id}`);
  }

  async noteRefused(id: string): Promise<void> {
    await this.database.db.execute(sql`
      with refused as (
        update push_subscriptions set failures = failures + 1 where id = ${id} and failures < ${MAX_FAILURES}
        returning id
      )
      delete from push_subscriptions where id = ${id} and not exists (select from refused)`);
  }

  /** In the transaction that ends the sessions. */
  async txForgetSessions(tx: Executor, sessionIds: readonly string[]): Promise<void> {
    await tx.execute(
      sql`delete from push_subscriptions where session_id = any(${sql.param([...sessionIds])}::uuid[])`,
    );
  }

  /** In the transaction after which nobody is to be reached as these people, but on a session that goes on. */
  async txForgetPeople(tx: Executor, userIds: readonly string[], now: number): Promise<void> {
    await tx.execute(sql`
      delete from push_subscriptions d where user_id = any(${sql.param([...userIds])}::uuid[]) and not exists (
        select from sessions s
        where s.id = d.session_id and s.ended_at is null and s.expires_at > ${iso(now)}::timestamptz)`);
  }
}

function hashOf(endpoint: string): string {
  return createHash('sha256').update(endpoint).digest('base64url');
}

/** The driver gives times of plain statements as it finds them. */
function withTimes(device: StoredDevice): StoredDevice {
  const toIso = (time: string) => new Date(time).toISOString();
  return {
    ...device,
    createdAt: toIso(device.createdAt),
    lastOkAt: device.lastOkAt === null ? null : toIso(device.lastOkAt),
  };
}
