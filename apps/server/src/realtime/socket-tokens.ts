import { TIMES } from '@jiggy-care/protocol';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Identity } from '../auth/identity.ts';
import { SessionsService } from '../auth/sessions.service.ts';
import { Clock } from '../clock/clock.ts';
import { Facts } from '../facts/facts.ts';
import { describeError } from '../operations/describe-error.ts';
import { Log } from '../operations/log.ts';
import { Metrics } from '../operations/metrics.ts';
import { Accounts } from '../people/accounts.ts';
import type { ChatNamespace, ChatSocket } from './chat-socket.ts';
import { DueTimes } from './due-times.ts';
import { sessionRoom } from './rooms.ts';

const SWEEP_MS = 1_000;
/** A session that merely runs out changes nothing in the database, so it is asked for now and then. */
const IDLE_CHECK_SWEEPS = 60;

/**
 * Ends sockets with their session, within two seconds and on every node, and bearer sockets some time after
 * their token. The database says what changed, so it holds with and without Redis.
 *
 * @source protocol P5.13 to P5.17
 */
@Injectable()
export class SocketTokens implements OnModuleDestroy {
  private namespace: ChatNamespace | undefined;
  private timer: NodeJS.Timeout | undefined;
  private stopListening: (() => void) | undefined;
  /** Where the next look for changes begins, by the database's clock; `undefined` before the first. */
  private seenUntil: string | undefined;
  /** Since when the first look is wished for, by this process's stopwatch. */
  private wishedSince = performance.now();
  /** The sockets whose token is to be looked at, by when. */
  private readonly due = new DueTimes<ChatSocket>();
  private sweeps = 0;
  private looking = false;
  private isInCall: (userId: string) => boolean = () => false;

  constructor(
    private readonly sessions: SessionsService,
    private readonly accounts: Accounts,
    private readonly log: Log,
    private readonly clock: Clock,
    private readonly facts: Facts,
    private readonly metrics: Metrics,
  ) {}

  attach(namespace: ChatNamespace): void {
    this.namespace = namespace;
    this.stopListening = this.facts.hear('sessions.ended', ({ sessionIds }) => {
      for (const id of sessionIds) this.endSession(id);
    });
    this.timer = setInterval(() => void this.sweep(), SWEEP_MS).unref();
  }

  /** A person in a call keeps an expired token's socket until the call is over. */
  spareDuringCalls(isInCall: (userId: string) => boolean): void {
    this.isInCall = isInCall;
  }

  /** Announces the end of the token at once if it is near. */
  watch(socket: ChatSocket): void {
    this.judge(socket, this.clock.now());
    this.noteUse(socket);
  }

  /** The socket is gone. */
  forget(socket: ChatSocket): void {
    this.due.delete(socket);
  }

  /** Whatever a client sends is something that its person does. */
  noteUse({ data: { identity } }: ChatSocket): void {
    if (identity?.sessionId !== undefined) this.sessions.noteUse(identity.sessionId);
  }

  /** Takes a fresh token; one of a new session makes the socket live with that session from now on. */
  renew(socket: ChatSocket, identity: Identity, expiresAt: number): void {
    const before = socket.data.identity?.sessionId;
    if (identity.sessionId !== undefined && identity.sessionId !== before) {
      if (before !== undefined) void socket.leave(sessionRoom(before));
      void socket.join(sessionRoom(identity.sessionId));
      socket.data.identity = identity;
    }
    this.extend(socket, expiresAt);
  }

  private extend(socket: ChatSocket, expiresAt: number): void {
    socket.data.tokenExpiresAt = expiresAt;
    socket.data.expiryAnnounced = false;
    this.judge(socket, this.clock.now());
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
    this.stopListening?.();
  }

  private async sweep(): Promise<void> {
    if (this.namespace === undefined || this.namespace.sockets.size === 0) {
      this.seenUntil = undefined;
      this.wishedSince = performance.now();
      this.metrics.taskDone('sessions');
      return;
    }
    // A database that hangs is asked once, not once per second, and delays no verdict.
    if (!this.looking) {
      this.looking = true;
      await this.lookForChanges(this.namespace).finally(() => {
        this.looking = false;
      });
    }
    const now = this.clock.now();
    for (const socket of this.due.take(now)) this.judge(socket, now);
  }

  private async lookForChanges(namespace: ChatNamespace): Promise<void> {
    try {
      const waitedMs = performance.now() - this.wishedSince;
      const { now, changes } = await this.sessions.changedSince(this.seenUntil, waitedMs);
      this.seenUntil = now;
      for (const session of changes) {
        if (session.endedAt !== null) this.endSession(session.id);
        else this.rearm(session.id, Date.parse(session.accessExpiresAt));
      }
      await this.endClosed(namespace);
      this.metrics.taskDone('sessions');
    } catch (thrown) {
      this.log.warn({ error: describeError(thrown) }, 'cannot see which sessions ended');
    }
    this.sweeps += 1;
    if (this.sweeps % IDLE_CHECK_SWEEPS === 0) await this.endRunOut(namespace);
  }

  /** Sockets that came without a credential, where that is allowed, have no session that could end with the account. */
  private async endClosed(namespace: ChatNamespace): Promise<void> {
    const bare = [...namespace.sockets.values()].filter(
      ({ data: { identity } }) => identity !== undefined && identity.sessionId === undefined,
    );
    if (bare.length === 0) return;
    const people = new Set(bare.map(({ data }) => data.identity?.userId ?? ''));
    const closed = new Set(await this.accounts.listClosed([...people]));
    for (const socket of bare) {
      if (closed.has(socket.data.identity?.userId ?? '')) this.end(socket, 'This account is closed');
    }
  }

  /** Sockets without a token of their own live with their session, which ends when nobody refreshes it. */
  private async endRunOut(namespace: ChatNamespace): Promise<void> {
    const doubtful: { socket: ChatSocket; sessionId: string }[] = [];
    for (const socket of namespace.sockets.values()) {
      const { tokenExpiresAt, identity } = socket.data;
      if (identity?.sessionId === undefined) continue;
      if (this.isInCall(identity.userId)) this.sessions.noteUse(identity.sessionId);
      else if (tokenExpiresAt === undefined) doubtful.push({ socket, sessionId: identity.sessionId });
    }
    await Promise.all(
      doubtful.map(async ({ socket, sessionId }) => {
        const active = await this.sessions.isActive(sessionId).catch(() => true);
        if (!active) this.end(socket, 'Your session has ended, please sign in again');
      }),
    );
  }

  private rearm(sessionId: string, expiresAt: number): void {
    for (const socket of this.socketsOf(sessionId)) {
      if (socket.data.tokenExpiresAt !== undefined && socket.data.tokenExpiresAt < expiresAt) {
        this.extend(socket, expiresAt);
      }
    }
  }

  private endSession(sessionId: string): void {
    for (const socket of this.socketsOf(sessionId))
      this.end(socket, 'Your session has ended, please sign in again');
  }

  private judge(socket: ChatSocket, now: number): void {
    const { tokenExpiresAt, expiryAnnounced, identity } = socket.data;
    if (tokenExpiresAt === undefined || identity === undefined) return;
    const noticeAt = tokenExpiresAt - TIMES.tokenNoticeMs;
    const endsAt = tokenExpiresAt + TIMES.tokenGraceMs;
    if (!expiryAnnounced && now >= noticeAt) {
      socket.data.expiryAnnounced = true;
      socket.emit('auth:expiring', { expiresAt: new Date(tokenExpiresAt).toISOString() });
    }
    if (now >= endsAt && !this.isInCall(identity.userId)) this.end(socket, 'Your access token has expired');
    else this.due.put(socket, now >= noticeAt ? endsAt : noticeAt);
  }

  private end(socket: ChatSocket, message: string): void {
    socket.emit('error', { message, code: 'unauthorized', retryable: false });
    socket.disconnect(true);
  }

  private *socketsOf(sessionId: string): Iterable<ChatSocket> {
    for (const socketId of [...(this.namespace?.adapter.rooms.get(sessionRoom(sessionId)) ?? [])]) {
      const socket = this.namespace?.sockets.get(socketId);
      if (socket !== undefined) yield socket;
    }
  }
}
