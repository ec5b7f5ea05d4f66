import {
  CLIENT_EVENTS,
  type ClientEvent,
  type ClientEventName,
  type Conversation,
  LIMITS,
  TIMES,
} from '@jiggy-care/protocol';
import { Injectable } from '@nestjs/common';
import { measure } from '../edge/payload-guard.ts';
import { RateLimits } from '../edge/rate-limits.ts';
import { DomainError } from '../errors/domain-error.ts';
import { Metrics } from '../operations/metrics.ts';
import { type Answer, type ChatSocket, emitTo, findJoined } from './chat-socket.ts';
import { type Acknowledge, EventRefusals } from './event-refusals.ts';
import { FloodGate } from './flood-gate.ts';
import { parsePayload } from './parse-payload.ts';

type Handler = (event: unknown) => Promise<Answer | undefined>;

interface Inbound {
  readonly socket: ChatSocket;
  readonly name: ClientEventName;
  readonly payload: Record<string, unknown>;
  readonly acknowledge: Acknowledge | undefined;
}

const ROWS: Readonly<Record<ClientEventName, ClientEvent>> = CLIENT_EVENTS;
const JOIN = (Object.keys(ROWS) as ClientEventName[]).find((name) => ROWS[name].isJoin);
const NAMED_PERSON = ['userId'] as const;
const NAMED_ROLE = ['userType', 'senderType'] as const;
/**
 * What happens to every event of every socket, in this order: size and depth, name, shape, place in the
 * queue of its socket, rate, identity, room, handler, answer. What is particular to an event stands in its row
 * of the protocol. Nothing that goes wrong in one event reaches another socket or ends the connection.
 */
@Injectable()
export class EventPipeline {
  private readonly handlers = new Map<ClientEventName, Handler>();
  private running = 0;
  private draining: (() => void) | undefined;

  constructor(
    private readonly floodGate: FloodGate,
    private readonly limits: RateLimits,
    private readonly refusals: EventRefusals,
    private readonly metrics: Metrics,
  ) {}

  register(event: string, handler: Handler): void {
    if (!(event in CLIENT_EVENTS)) throw new Error(`cannot handle ${event}: the protocol has no such event`);
    if (this.handlers.has(event as ClientEventName))
      throw new Error(`cannot handle ${event}: it has a handler already`);
    this.handlers.set(event as ClientEventName, handler);
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
    const isKnown = this.handlers.has(name as ClientEventName);
    const event = name as ClientEventName;
    const verdict = this.floodGate.judge(socket, performance.now());
    if (verdict !== 'pass') {
      this.refusals.tell(
        { socket, acknowledge, ...(isKnown ? { name: event } : {}) },
        DomainError.rateLimited(1_000),
      );
      if (verdict === 'cut') socket.disconnect(true);
      return;
    }
    if (typeof name !== 'string') return;
    if (!isKnown) {
      const refusal = new DomainError('unknown_event', 'There is no such event');
      this.refusals.tell({ socket, unknownName: name, acknowledge }, refusal);
      return;
    }
    const size = measure(input);
    if (size === undefined) {
      const refusal = new DomainError(
        'too_complex',
        'The payload is nested too deeply or has too many values',
      );
      this.refusals.tell({ socket, name: event, acknowledge, input: input[0] }, refusal);
      return;
    }
    try {
      const payload = parsePayload(event, input);
      this.enqueue({ socket, name: event, payload, acknowledge }, size.characters);
    } catch (thrown) {
      this.refusals.tell({ socket, name: event, acknowledge, input: input[0] }, thrown);
    }
  }

  private enqueue(inbound: Inbound, weight: number): void {
    const { socket, name, payload } = inbound;
    const { isJoin = false, inRoom = false, mayOverlap = false } = ROWS[name];
    const taken = socket.data.queue.push({
      event: name,
      isJoin,
      mayOverlap,
      weight,
      needsJoin: () =>
        !isJoin &&
        (socket.data.identity === undefined || (inRoom && findNamed(socket, payload) === undefined)),
      admit: () => this.admit(inbound),
      run: () => this.run(inbound),
    });
    if (!taken && socket.connected) {
      const refusal = new DomainError('busy_socket', 'Too many events are waiting, please slow down', {
        retryAfterMs: 1_000,
      });
      this.refusals.tell(inbound, refusal);
    }
  }

  private async run(inbound: Inbound): Promise<void> {
    const { socket, name, payload, acknowledge } = inbound;
    const startedAt = performance.now();
    this.running += 1;
    let outcome = 'ok';
    try {
      const handler = this.handlers.get(name) as Handler;
      const conversation = ROWS[name].inRoom ? requireNamed(socket, payload) : undefined;
      const reply = await handler({ socket, payload, identity: socket.data.identity, conversation });
      if (reply !== undefined && !reply.onlyAcknowledge) emitTo(socket, reply.event, reply.data);
      acknowledge?.(
        reply === undefined ? { event: name, data: {} } : { event: reply.event, data: reply.data },
      );
    } catch (thrown) {
      outcome = this.refusals.tell(inbound, thrown);
    } finally {
      this.metrics.socketEvent(name, outcome, (performance.now() - startedAt) / 1_000);
      this.running -= 1;
      if (this.running === 0) this.draining?.();
    }
  }

  private async admit(inbound: Inbound): Promise<boolean> {
    const { socket, name, payload } = inbound;
    try {
      await this.requireAdmittance(socket, name, payload);
      // What waited in its queue until the server began to stop has not begun: it is not answered, and not done.
      return this.draining === undefined;
    } catch (thrown) {
      this.metrics.socketEvent(name, this.refusals.tell(inbound, thrown), 0);
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
      if (ROWS[name].isJoin) return;
      throw new DomainError('not_identified', `Join a conversation first, with ${JOIN}`);
    }
    const { rate } = ROWS[name];
    if (rate !== undefined) await this.limits.take(rate, identity.userId);
    if (NAMED_PERSON.some((field) => payload[field] !== undefined && payload[field] !== identity.userId)) {
      throw DomainError.forbidden('The userId is not yours');
    }
    if (NAMED_ROLE.some((field) => payload[field] !== undefined && payload[field] !== identity.role)) {
      throw DomainError.forbidden('The role is not yours');
    }
  }
}

function findNamed(socket: ChatSocket, payload: Record<string, unknown>): Conversation | undefined {
  return findJoined(socket, String(payload.conversationId));
}

/** @throws DomainError `not_joined` */
function requireNamed(socket: ChatSocket, payload: Record<string, unknown>): Conversation {
  const conversation = findNamed(socket, payload);
  if (conversation === undefined)
    throw new DomainError('not_joined', `Join the conversation first, with ${JOIN}`);
  return conversation;
}

export const QUEUE_BOUNDS = {
  joinWaitMs: TIMES.joinWaitMs,
  maxEvents: 2_048,
  maxWeight: 16 * LIMITS.frameBytes,
} as const;
