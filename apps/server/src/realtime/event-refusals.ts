import { randomUUID } from 'node:crypto';
import type { ClientEventName, SocketErrorPayload } from '@jiggy-care/protocol';
import { Injectable } from '@nestjs/common';
import { asUnavailable } from '../database/database-error.ts';
import { DomainError } from '../errors/domain-error.ts';
import { describeError } from '../operations/describe-error.ts';
import { Log } from '../operations/log.ts';
import { type ChatSocket, emitTo } from './chat-socket.ts';

export type Acknowledge = (reply: { event: string; data: object }) => void;

/** An event that was refused, by whatever part of the way. */
export interface RefusedEvent {
  readonly socket: ChatSocket;
  /** As it came: it may not have been checked, so look at each field before you use it. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly refusal: DomainError;
}

type RefusalListener = (refused: RefusedEvent) => void;

/** As much as is known of an event when it is refused. */
interface Refused {
  readonly socket: ChatSocket;
  readonly name?: ClientEventName;
  readonly acknowledge: Acknowledge | undefined;
  /** Once it has been checked. */
  readonly payload?: Record<string, unknown>;
  /** What came, where it was refused before it was checked. */
  readonly input?: unknown;
}

/** Unasked `error` events about a rate limit, per socket: one in this time. */
const LIMIT_NOTICE_MS = 1_000;

/**
 * The only way by which a refusal leaves over sockets: the event `error`, and the same in the acknowledgement.
 * Fixed sentences, never the input, a stack or a driver's words. It must not throw.
 *
 * @source document, section 10; contract, section 4
 */
@Injectable()
export class EventRefusals {
  private readonly listeners = new Map<ClientEventName, RefusalListener>();
  private readonly lastLimitNotice = new WeakMap<ChatSocket, number>();

  constructor(private readonly log: Log) {}

  /** The listener, which must not throw, is told right after the `error` of each refused event of this name. */
  on(event: ClientEventName, listener: RefusalListener): void {
    if (this.listeners.has(event)) throw new Error(`cannot listen to refusals of ${event} twice`);
    this.listeners.set(event, listener);
  }

  /** @returns the code under which it was refused */
  tell({ socket, name, acknowledge, payload = {}, input = payload }: Refused, thrown: unknown): string {
    const refusal = asRefusal(thrown);
    const data = this.describe(refusal, name, payload);
    const facts = { requestId: data.requestId, socketId: socket.id, event: name };
    if (refusal.code === 'internal')
      this.log.error({ ...facts, error: describeError(thrown) }, 'event failed');
    else this.log.debug({ ...facts, code: refusal.code, ...reasonOf(refusal) }, 'event refused');
    if (this.mayNotify(socket, refusal)) emitTo(socket, 'error', data);
    if (name !== undefined && typeof input === 'object' && input !== null) {
      this.listeners.get(name)?.({ socket, input: input as RefusedEvent['input'], refusal });
    }
    acknowledge?.({ event: 'error', data });
    return refusal.code;
  }

  private describe(
    { message, code, retryable, retryAfterMs }: DomainError,
    event: ClientEventName | undefined,
    { conversationId, clientMessageId }: Record<string, unknown>,
  ): SocketErrorPayload {
    return {
      message,
      code,
      retryable,
      requestId: randomUUID(),
      ...(event === undefined ? {} : { event }),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs: Math.ceil(retryAfterMs) }),
      ...(typeof conversationId === 'string' ? { conversationId } : {}),
      ...(typeof clientMessageId === 'string' ? { clientMessageId } : {}),
    };
  }

  private mayNotify(socket: ChatSocket, refusal: DomainError): boolean {
    if (refusal.code !== 'rate_limited' && refusal.code !== 'busy_socket') return true;
    const now = Date.now();
    if (now - (this.lastLimitNotice.get(socket) ?? 0) < LIMIT_NOTICE_MS) return false;
    this.lastLimitNotice.set(socket, now);
    return true;
  }
}

/** Why we could not, where the fault is ours: whoever looks for a `requestId` finds more than politeness. */
function reasonOf({ cause }: DomainError): object {
  return cause === undefined ? {} : { error: describeError(cause) };
}

function asRefusal(thrown: unknown): DomainError {
  if (thrown instanceof DomainError) return thrown;
  const unavailable = asUnavailable(thrown);
  if (unavailable !== undefined) return unavailable;
  return new DomainError('internal', 'Something went wrong on our side', { cause: thrown });
}
