import { randomUUID } from 'node:crypto';
import {
  CLIENT_EVENTS,
  type ClientEventName,
  LIMITS,
  type SocketErrorPayload,
  TIMES,
} from '@jiggy-care/protocol';
import { Injectable } from '@nestjs/common';
import { isDatabaseUnavailable } from '../database/database-error.ts';
import { measure } from '../edge/payload-guard.ts';
import { RateLimits, type RateRule } from '../edge/rate-limits.ts';
import { DomainError } from '../errors/domain-error.ts';
import { describeError } from '../operations/describe-error.ts';
import { Log } from '../operations/log.ts';
import { Metrics } from '../operations/metrics.ts';
import { type Answer, type ChatSocket, findJoined } from './chat-socket.ts';
import { FloodGate } from './flood-gate.ts';
import { parsePayload } from './parse-payload.ts';

type Handler = (event: unknown) => Promise<Answer | undefined>;
type Acknowledge = (reply: { event: string; data: object }) => void;

interface Inbound {
  readonly socket: ChatSocket;
  readonly name: ClientEventName;
  readonly payload: Record<string, unknown>;
  readonly acknowledge: Acknowledge | undefined;
}

/** An event of a client that was refused, by whatever part of the way. */
export interface RefusedEvent {
  readonly socket: ChatSocket;
  /** As it came: it may not have been checked, so look at each field before you use it. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly refusal: DomainError;
}

type RefusalListener = (refused: RefusedEvent) => void;

const NEEDS_ROOM: ReadonlySet<string> = new Set([
  'send_message',
  'typing_start',
  'typing_stop',
  'mark_read',
  'call:initiate',
]);
const RULES: Partial<Record<ClientEventName, RateRule>> = {
  send_message: 'message',
  typing_start: 'typing',
  typing_stop: 'typing',
  mark_read: 'read',
};
const NAMED_PERSON = ['userId'] as const;
const NAMED_ROLE = ['userType', 'senderType'] as const;
/** Unasked `error` events about a rate limit, per socket: one in this time. */
const LIMIT_NOTICE_MS = 1_000;

/**
 * What happens to every event of every socket, in this order: size and depth, name, shape, place in the
 * queue of its socket, rate, identity, handler, answer. Nothing that goes wrong in one event reaches another
 * socket or ends the connection.
 */
@Injectable()
export class EventPipeline {
  private readonly handlers = new Map<ClientEventName, Handler>();
  private readonly refusalListeners = new Map<ClientEventName, RefusalListener>();
  private readonly lastLimitNotice = new WeakMap<ChatSocket, number>();
  private running = 0;
  private draining: (() => void) | undefined;

  constructor(
    private readonly floodGate: FloodGate,
    private readonly limits: RateLimits,
    private readonly log: Log,
    private readonly metrics: Metrics,
  ) {}

  register(event: string, handler: Handler): void {
    if (!(event in CLIENT_EVENTS)) throw new Error(`cannot handle ${event}: the protocol has no such event`);
    if (this.handlers.has(event as ClientEventName))
      throw new Error(`cannot handle ${event}: it has a handler already`);
    this.handlers.set(event as ClientEventName, handler);
  }

  /** The listener, which must not throw, is told right after the `error` of each refused event of this name. */
  onRefused(event: ClientEventName, listener: RefusalListener): void {
    if (this.refusalListeners.has(event)) throw new Error(`cannot listen to refusals of ${event} twice`);
    this.refusalListeners.set(event, listener);
  }

  /** Takes nothing new and resolves when what was begun is answered. */
  async drain(): Promise<void> {
    if (this.draining !== undefined) return;
    const idle = new Promise<void>((resolve) => {
      this.draining = resolve;
    });
    if (this.running > 0) await idle;
  }

  /** Takes a packet as Socket.IO hands it over: the name, what was sent, and the acknowledgement if one is asked for. */
  receive(socket: ChatSocket, packet: readonly unknown[]): void {
    if (this.draining !== undefined) return;
    const [name, ...input] = packet;
    const last = input.at(-1);
    const acknowledge = typeof last === 'function' ? (input.pop() as Acknowledge) : undefined;
    const verdict = this.floodGate.judge(socket, Date.now());
    if (verdict !== 'pass') {
      this.refuse(socket, undefined, acknowledge, DomainError.rateLimited(LIMIT_NOTICE_MS));
      if (verdict === 'cut') socket.disconnect(true);
      return;
    }
    if (typeof name !== 'string') return;
    if (!this.handlers.has(name as ClientEventName)) {
      this.refuse(socket, undefined, acknowledge, new DomainError('unknown_event', 'There is no such event'));
      return;
    }
    const event = name as ClientEventName;
    const size = measure(input);
    if (size === undefined) {
      const refusal = new DomainError(
        'too_complex',
        'The payload is nested too deeply or has too many values',
      );
      this.refuse(socket, event, acknowledge, refusal, {}, input[0]);
      return;
    }
    try {
      const payload = parsePayload(event, input);
      this.enqueue({ socket, name: event, payload, acknowledge }, size.characters);
    } catch (thrown) {
      this.refuse(socket, event, acknowledge, thrown, {}, input[0]);
    }
  }

  private enqueue(inbound: Inbound, weight: number): void {
    const { socket, name, payload, acknowledge } = inbound;
    const reference = String(payload.conversationId);
    const taken = socket.data.queue.push({
      event: name,
      weight,
      needsJoin: () =>
        name !== 'join_conversation' &&
        (socket.data.identity === undefined ||
          (NEEDS_ROOM.has(name) && findJoined(socket, reference) === undefined)),
      admit: () => this.admit(inbound),
      run: () => this.run(inbound),
    });
    if (!taken && socket.connected) {
      const refusal = new DomainError('busy_socket', 'Too many events are waiting, please slow down', {
        retryAfterMs: 1_000,
      });
      this.refuse(socket, name, acknowledge, refusal, payload);
    }
  }

  private async run({ socket, name, payload, acknowledge }: Inbound): Promise<void> {
    const startedAt = performance.now();
    this.running += 1;
    let outcome = 'ok';
    try {
      const handler = this.handlers.get(name) as Handler;
      const reply = await handler({ socket, payload, identity: socket.data.identity });
      if (reply !== undefined && !reply.onlyAcknowledge) emit(socket, reply.event, reply.data);
      acknowledge?.(
        reply === undefined ? { event: name, data: {} } : { event: reply.event, data: reply.data },
      );
    } catch (thrown) {
      outcome = this.refuse(socket, name, acknowledge, thrown, payload);
    } finally {
      this.metrics.socketEvent(name, outcome, (performance.now() - startedAt) / 1_000);
      this.running -= 1;
      if (this.running === 0) this.draining?.();
    }
  }

  private async admit({ socket, name, payload, acknowledge }: Inbound): Promise<boolean> {
    try {
      await this.requireAdmittance(socket, name, payload);
      // What waited in its queue until the server began to stop has not begun: it is not answered, and not done.
      return this.draining === undefined;
    } catch (thrown) {
      const outcome = this.refuse(socket, name, acknowledge, thrown, payload);
      this.metrics.socketEvent(name, outcome, 0);
      return false;
    }
  }

  /** @throws DomainError when it comes too often, from nobody, or in another's name */
  private async requireAdmittance(
    socket: ChatSocket,
    name: ClientEventName,
    payload: Record<string, unknown>,
  ): Promise<void> {
    const { identity } = socket.data;
    await this.limits.take('event', identity?.userId ?? socket.id);
    if (identity === undefined) {
      if (name === 'join_conversation') return;
      throw new DomainError('not_identified', 'Join a conversation first, with join_conversation');
    }
    const rule = RULES[name];
    if (rule !== undefined) await this.limits.take(rule, identity.userId);
    if (NAMED_PERSON.some((field) => payload[field] !== undefined && payload[field] !== identity.userId)) {
      throw DomainError.forbidden('The userId is not yours');
    }
    if (NAMED_ROLE.some((field) => payload[field] !== undefined && payload[field] !== identity.role)) {
      throw DomainError.forbidden('The role is not yours');
    }
  }

  /**
   * @param input what came, where it was refused before it was checked
   * @returns     the code under which it was refused
   */
  private refuse(
    socket: ChatSocket,
    event: ClientEventName | undefined,
    acknowledge: Acknowledge | undefined,
    thrown: unknown,
    payload: Record<string, unknown> = {},
    input: unknown = payload,
  ): string {
    const refusal = asRefusal(thrown);
    const requestId = randomUUID();
    if (refusal.code === 'internal') {
      this.log.error({ requestId, socketId: socket.id, event, error: describeError(thrown) }, 'event failed');
    } else {
      this.log.debug({ requestId, socketId: socket.id, event, code: refusal.code }, 'event refused');
    }
    const data: SocketErrorPayload = {
      message: refusal.message,
      code: refusal.code,
      retryable: refusal.retryable,
      requestId,
      ...(event === undefined ? {} : { event }),
      ...(refusal.retryAfterMs === undefined ? {} : { retryAfterMs: Math.ceil(refusal.retryAfterMs) }),
      ...(typeof payload.conversationId === 'string' ? { conversationId: payload.conversationId } : {}),
      ...(typeof payload.clientMessageId === 'string' ? { clientMessageId: payload.clientMessageId } : {}),
    };
    if (this.mayNotify(socket, refusal)) emit(socket, 'error', data);
    if (event !== undefined && typeof input === 'object' && input !== null) {
      this.refusalListeners.get(event)?.({ socket, input: input as RefusedEvent['input'], refusal });
    }
    acknowledge?.({ event: 'error', data });
    return refusal.code;
  }

  private mayNotify(socket: ChatSocket, refusal: DomainError): boolean {
    if (refusal.code !== 'rate_limited' && refusal.code !== 'busy_socket') return true;
    const now = Date.now();
    if (now - (this.lastLimitNotice.get(socket) ?? 0) < LIMIT_NOTICE_MS) return false;
    this.lastLimitNotice.set(socket, now);
    return true;
  }
}

export const QUEUE_BOUNDS = {
  joinWaitMs: TIMES.joinWaitMs,
  maxEvents: 2_048,
  maxWeight: 16 * LIMITS.frameBytes,
} as const;

function asRefusal(thrown: unknown): DomainError {
  if (thrown instanceof DomainError) return thrown;
  if (isDatabaseUnavailable(thrown)) {
    return new DomainError('unavailable', 'The server cannot reach its database just now, please try again', {
      retryAfterMs: 1_000,
    });
  }
  return new DomainError('internal', 'Something went wrong on our side', { cause: thrown });
}

function emit(socket: ChatSocket, event: string, data: object): void {
  (socket as unknown as { emit(event: string, data: object): void }).emit(event, data);
}
