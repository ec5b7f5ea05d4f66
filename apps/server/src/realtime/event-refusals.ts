import { randomUUID } from 'node:crypto';
import {
  CLIENT_EVENTS,
  type ClientEvent,
  type ClientEventName,
  refusalsOfEvent,
  type SocketErrorPayload,
} from '@jiggy-care/protocol';
import { Injectable } from '@nestjs/common';
import { Config } from '../config/config.ts';
import { networkOf } from '../edge/client-address.ts';
import { noteUnpromised } from '../edge/promised-refusals.ts';
import { refusalOf } from '../edge/refusal-of.ts';
import type { DomainError } from '../errors/domain-error.ts';
import { describeError } from '../operations/describe-error.ts';
import { Log } from '../operations/log.ts';
import { Metrics } from '../operations/metrics.ts';
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
  /** What it was called, where there is no such event. */
  readonly unknownName?: string;
  readonly acknowledge: Acknowledge | undefined;
  /** Once it has been checked. */
  readonly payload?: Record<string, unknown>;
  /** What came, where it was refused before it was checked. */
  readonly input?: unknown;
}

/** Where nobody waits for an event, too many of them are told once in this time, per socket and name. */
const LIMIT_NOTICE_MS = 1_000;
const GARBAGE = '';
const MAX_NAME_CHARS = 64;

/**
 * The only way by which a refusal leaves over sockets: the event `error`, and the same in the acknowledgement.
 * Fixed sentences, never the input, a stack or a driver's words. It must not throw.
 *
 * @source document, section 10; protocol P5.26, P5.27
 */
@Injectable()
export class EventRefusals {
  private readonly listeners = new Map<ClientEventName, RefusalListener>();
  private readonly lastLimitNotice = new WeakMap<ChatSocket, Map<string, number>>();

  constructor(
    private readonly log: Log,
    private readonly config: Config,
    private readonly metrics: Metrics,
  ) {}

  /**
   * The listener, which must not throw, is told right after the `error` of each refused event of this name.
   *
   * @returns removes the listener
   */
  onRefused(event: ClientEventName, listener: RefusalListener): () => void {
    if (this.listeners.has(event)) throw new Error(`cannot listen to refusals of ${event} twice`);
    this.listeners.set(event, listener);
    return () => this.listeners.delete(event);
  }

  /** @returns the code under which it was refused */
  tell(
    { socket, name, unknownName, acknowledge, payload = {}, input = payload }: Refused,
    thrown: unknown,
  ): string {
    const refusal = refusalOf(thrown);
    const data = this.describe(refusal, name ?? (unknownName && readableName(unknownName)), payload);
    this.metrics.socketRefusal(refusal.code);
    const { identity, address } = socket.data;
    const facts = {
      ...{ requestId: data.requestId, socketId: socket.id, event: data.event },
      ...{ userId: identity?.userId, network: networkOf(address) },
    };
    if (refusal.code === 'internal')
      this.log.error({ ...facts, error: describeError(thrown) }, 'event failed');
    else this.log[this.refusalLevel]({ ...facts, code: refusal.code, ...reasonOf(refusal) }, 'event refused');
    // Whoever has gone hears nothing, whatever it is.
    if (name !== undefined && socket.connected && this.config.environment !== 'production')
      noteUnpromised(this.log, name, refusal.code, refusalsOfEvent(CLIENT_EVENTS[name]));
    if (this.mayNotify(socket, name, refusal)) emitTo(socket, 'error', data);
    if (name !== undefined && typeof input === 'object' && input !== null) {
      this.listeners.get(name)?.({ socket, input: input as RefusedEvent['input'], refusal });
    }
    acknowledge?.({ event: 'error', data });
    return refusal.code;
  }

  /** Who develops against the server finds each refusal in its log; elsewhere strangers would fill it. */
  private get refusalLevel(): 'info' | 'debug' {
    return this.config.environment === 'development' ? 'info' : 'debug';
  }

  private describe(
    { message, code, retryable, retryAfterMs, details }: DomainError,
    event: string | undefined,
    { conversationId, clientMessageId }: Record<string, unknown>,
  ): SocketErrorPayload {
    return {
      message: code === 'unknown_event' && event !== undefined ? `There is no event "${event}"` : message,
      code,
      retryable,
      requestId: randomUUID(),
      ...(event === undefined ? {} : { event }),
      ...(details === undefined || details.length === 0 ? {} : { details: [...details] }),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs: Math.ceil(retryAfterMs) }),
      ...(typeof conversationId === 'string' ? { conversationId } : {}),
      ...(typeof clientMessageId === 'string' ? { clientMessageId } : {}),
    };
  }

  /** What a person wrote, or waits for, is never refused in silence. */
  private mayNotify(socket: ChatSocket, name: ClientEventName | undefined, { code }: DomainError): boolean {
    if (code !== 'rate_limited' && code !== 'busy_socket') return true;
    if (name !== undefined && !(CLIENT_EVENTS[name] as ClientEvent).isUnattended) return true;
    const notices = this.lastLimitNotice.get(socket) ?? new Map<string, number>();
    this.lastLimitNotice.set(socket, notices);
    const key = name ?? GARBAGE;
    const now = performance.now();
    if (now - (notices.get(key) ?? Number.NEGATIVE_INFINITY) < LIMIT_NOTICE_MS) return false;
    notices.set(key, now);
    return true;
  }
}

/** A name that a client made up, fit to be read in its error and in our log: no event's name has more than these. */
function readableName(name: string): string {
  return name.slice(0, MAX_NAME_CHARS).replaceAll(/[^a-z_:.\- ]/gi, '?');
}

/** Why we could not, where the fault is ours: whoever looks for a `requestId` finds more than politeness. */
function reasonOf({ cause }: DomainError): object {
  return cause === undefined ? {} : { error: describeError(cause) };
}
