import { TIMES } from '@jiggy-care/protocol';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Identity } from '../auth/identity.ts';
import { SessionsService } from '../auth/sessions.service.ts';
import { describeError } from '../operations/describe-error.ts';
import { Log } from '../operations/log.ts';
import type { ChatNamespace, ChatSocket } from './chat-socket.ts';
import { sessionRoom } from './rooms.ts';

const SWEEP_MS = 1_000;
/** A session's change may be committed a little after the time that it bears. */
const OVERLAP_MS = 10_000;
/** A session that merely runs out changes nothing in the database, so it is asked for now and then. */
const IDLE_CHECK_SWEEPS = 60;

/**
 * Ends sockets with their session, within two seconds and on every node, and bearer sockets some time after
 * their token. The database says what changed, so it holds with and without Redis.
 *
 * @source contract, section 4
 */
@Injectable()
export class SocketTokens implements OnModuleDestroy {
  private namespace: ChatNamespace | undefined;
  private timer: NodeJS.Timeout | undefined;
  private stopListening: (() => void) | undefined;
  private lastSweepAt = Date.now();
  private sweeps = 0;
  private looking = false;
  private isInCall: (userId: string) => boolean = () => false;

  constructor(
    private readonly sessions: SessionsService,
    private readonly log: Log,
  ) {}

  attach(namespace: ChatNamespace): void {
    this.namespace = namespace;
    this.stopListening = this.sessions.onSessionsEnded((ids) => {
      for (const id of ids) this.endSession(id);
    });
    this.timer = setInterval(() => void this.sweep(), SWEEP_MS).unref();
  }

  /** A person in a call keeps an expired token's socket until the call is over. */
  spareDuringCalls(isInCall: (userId: string) => boolean): void {
    this.isInCall = isInCall;
  }

  /** Announces the end of the token at once if it is near. */
  watch(socket: ChatSocket): void {
    this.judge(socket, Date.now());
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
    this.judge(socket, Date.now());
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
    this.stopListening?.();
  }

  private async sweep(): Promise<void> {
    const startedAt = Date.now();
    if (this.namespace === undefined || this.namespace.sockets.size === 0) {
      this.lastSweepAt = startedAt;
      return;
    }
    // A database that hangs is asked once, not once per second, and delays no verdict.
    if (!this.looking) {
      this.looking = true;
      await this.lookForChanges(this.namespace, startedAt).finally(() => {
        this.looking = false;
      });
    }
    for (const socket of this.namespace.sockets.values()) this.judge(socket, startedAt);
  }

  private async lookForChanges(namespace: ChatNamespace, startedAt: number): Promise<void> {
    try {
      const changed = await this.sessions.changedSince(this.lastSweepAt - OVERLAP_MS);
      this.lastSweepAt = startedAt;
      for (const session of changed) {
        if (session.endedAt !== null) this.endSession(session.id);
        else this.rearm(session.id, Date.parse(session.accessExpiresAt));
      }
    } catch (thrown) {
      this.log.warn({ error: describeError(thrown) }, 'cannot see which sessions ended');
    }
    this.sweeps += 1;
    if (this.sweeps % IDLE_CHECK_SWEEPS === 0) await this.endRunOut(namespace);
  }

  /** Sockets without a token of their own live with their session, which ends when nobody refreshes it. */
  private async endRunOut(namespace: ChatNamespace): Promise<void> {
    for (const socket of [...namespace.sockets.values()]) {
      const { tokenExpiresAt, identity } = socket.data;
      if (tokenExpiresAt !== undefined || identity?.sessionId === undefined || this.isInCall(identity.userId))
        continue;
      const active = await this.sessions.isActive(identity.sessionId).catch(() => true);
      if (!active) this.end(socket, 'Your session has ended, please sign in again');
    }
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
    if (!expiryAnnounced && now >= tokenExpiresAt - TIMES.tokenNoticeMs) {
      socket.data.expiryAnnounced = true;
      socket.emit('auth:expiring', { expiresAt: new Date(tokenExpiresAt).toISOString() });
    }
    if (now >= tokenExpiresAt + TIMES.tokenGraceMs && !this.isInCall(identity.userId)) {
      this.end(socket, 'Your access token has expired');
    }
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
