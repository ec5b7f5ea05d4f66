import { CLIENT_EVENTS, type ClientEventName } from '@jiggy-care/protocol';
import {
  type Effect,
  type OutgoingEvent,
  outgoing,
} from '../../../../../apps/server/src/calls/rules/call-effects.ts';
import type { CallEvent } from '../../../../../apps/server/src/calls/rules/call-event.ts';
import {
  connectedPayload,
  ringingPayload,
} from '../../../../../apps/server/src/calls/rules/call-payloads.ts';
import {
  type CallRecord,
  type Device,
  isLive,
} from '../../../../../apps/server/src/calls/rules/call-record.ts';
import { noSuchCall } from '../../../../../apps/server/src/calls/rules/call-refusals.ts';
import { decide } from '../../../../../apps/server/src/calls/rules/decide.ts';
import { newCall } from '../../../../../apps/server/src/calls/rules/new-call.ts';
import { TIMES } from '../../../../../apps/server/src/calls/rules/testing/call-fixtures.ts';
import { DomainError } from '../../../../../apps/server/src/errors/domain-error.ts';
import type { CallRecord as LoggedCall } from '../../../src/wire.ts';
import { ACCOUNTS, type Name, nameOf, otherThan, RECORD } from './people.ts';

const RING_MS = 45_000;

export interface Answer {
  readonly event: string;
  readonly data: object;
}

interface Parts {
  now(): number;
  /** Whether an SDK stands at each end; one like the document's example gets candidates when it can use them. */
  queuesCandidates(name: Name): boolean;
  /** Passes this on to a socket that is there. */
  tell(socketId: string, event: OutgoingEvent): void;
}

/** Payloads of whatever event: which fields they have was checked against the protocol. */
type Payload = {
  readonly callId?: string;
  readonly callType: 'video' | 'audio';
  readonly reason?: string;
} & Record<'offer' | 'answer' | 'candidate', never>;

/**
 * The server's own rules for calls, with its own decisions, between two people of one conversation: no database,
 * no sockets, and everything happens at once.
 */
export class RuleServer {
  /** Every call so far, the newest last. */
  readonly calls: CallRecord[] = [];
  readonly sockets = new Map<string, Device>();
  private counted = 0;

  constructor(private readonly parts: Parts) {}

  get live(): CallRecord | undefined {
    return this.calls.find(isLive);
  }

  connect(name: Name, deviceId: string | null): string {
    this.counted += 1;
    const socketId = `${name}${this.counted}`;
    const queuesCandidates = this.parts.queuesCandidates(name);
    const device = { userId: ACCOUNTS[name].id, socketId, deviceId, queuesCandidates };
    this.sockets.set(socketId, device);
    const last = this.calls.at(-1);
    if (last !== undefined) this.apply(last, { kind: 'arrived', by: device });
    return socketId;
  }

  /** @param deliberate whether it said goodbye */
  disconnect(socketId: string, deliberate: boolean): void {
    const device = this.sockets.get(socketId);
    if (device === undefined) return;
    this.sockets.delete(socketId);
    const { userId } = device;
    const elsewhere = this.socketsOf(userId).length > 0;
    if (this.live !== undefined)
      this.apply(this.live, { kind: 'lost', userId, socketId, deliberate, elsewhere });
  }

  /** The answer of the server to one event, after everything that it told because of it. */
  handle(socketId: string, name: string, payload: unknown): Answer {
    const by = this.sockets.get(socketId);
    if (by === undefined) throw new Error(`cannot handle ${name}: its socket is gone`);
    const parsed = CLIENT_EVENTS[name as ClientEventName].payload.safeParse(payload);
    if (!parsed.success) throw new Error(`the client sends a bad ${name}: ${parsed.error.message}`);
    try {
      return this.answer(by, name as ClientEventName, parsed.data as Payload);
    } catch (thrown) {
      if (!(thrown instanceof DomainError)) throw thrown;
      const { message, code, retryable } = thrown;
      const data = { message, code, retryable, requestId: 'r', event: name as ClientEventName };
      if (name === 'call:initiate') this.tellNoAnswer(by, code);
      return { event: 'error', data };
    }
  }

  /** The ring time is over. */
  ringExpires(): void {
    const { live } = this;
    if (live?.status === 'ringing') this.apply(live, { kind: 'ring_expired', deadline: live.ringEndsAt });
  }

  /** Lets every deadline pass that has come. */
  timePassed(): void {
    const now = this.parts.now();
    for (const call of [...this.calls]) {
      if (!isLive(call)) continue;
      if (call.status === 'ringing' && call.ringEndsAt <= now) this.ringExpires();
      for (const side of ['caller', 'callee'] as const) {
        const deadline = this.find(call.id)?.[side].graceEndsAt ?? null;
        if (deadline !== null && deadline <= now)
          this.apply(this.find(call.id) ?? call, { kind: 'grace_expired', side, deadline });
      }
    }
  }

  /** As the call log writes them, newest first. */
  listLogged(): LoggedCall[] {
    return this.calls
      .toReversed()
      .map(({ id, conversationId, callType, status, caller, callee, ...times }) => ({
        id,
        conversationId,
        callType,
        status,
        callerId: caller.userId,
        calleeId: callee.userId,
        startedAt: new Date(times.startedAt).toISOString(),
        answeredAt: times.answeredAt === null ? null : new Date(times.answeredAt).toISOString(),
        endedAt: times.endedAt === null ? null : new Date(times.endedAt).toISOString(),
      }));
  }

  private answer(by: Device, name: ClientEventName, payload: Payload): Answer {
    const { live } = this;
    const meant = live !== undefined && (payload.callId ?? live.id) === live.id ? live : undefined;
    const last = () => this.calls.at(-1) as CallRecord;
    switch (name) {
      case 'join_conversation':
        if (live !== undefined) this.apply(live, { kind: 'joined', by, conversationId: RECORD.id });
        return { event: 'joined_conversation', data: { conversationId: RECORD.id } };
      case 'leave_conversation':
        return { event: 'left_conversation', data: { conversationId: RECORD.id } };
      case 'call:initiate':
        return this.initiate(by, payload.callType);
      case 'call:accept':
        if (meant === undefined) throw noSuchCall();
        this.apply(meant, { kind: 'accept', by });
        return { event: 'call:connected', data: connectedPayload(last()) };
      case 'call:reject':
        if (meant === undefined) throw noSuchCall();
        this.apply(meant, { kind: 'reject', by, reason: payload.reason });
        return { event: name, data: { callId: meant.id } };
      case 'call:end':
      case 'call:away':
        if (meant !== undefined) this.apply(meant, { kind: name === 'call:end' ? 'end' : 'away', by });
        return { event: name, data: meant === undefined ? {} : { callId: meant.id } };
      default:
        return this.signal(meant, name, signalOf(name, by, payload));
    }
  }

  private signal(meant: CallRecord | undefined, name: string, event: CallEvent): Answer {
    if (meant !== undefined) this.apply(meant, event);
    // Late signals of a call that is over are dropped.
    else if (this.calls.length === 0) throw noSuchCall();
    return { event: name, data: meant === undefined ? {} : { callId: meant.id } };
  }

  private initiate(by: Device, callType: 'video' | 'audio'): Answer {
    const { live } = this;
    if (live !== undefined) {
      this.apply(live, { kind: 'initiate', by, conversationId: RECORD.id, callType });
      const now = this.find(live.id) ?? live;
      if (isLive(now)) return placedAnswer(now, by);
    }
    const { call, effects } = this.newCall(by, callType);
    this.calls.push(call);
    this.perform(effects);
    return placedAnswer(call, by);
  }

  private newCall(by: Device, callType: 'video' | 'audio') {
    const name = nameOf(by.userId);
    const toUserId = ACCOUNTS[otherThan(name)].id;
    return newCall(
      { by, toUserId, conversationId: RECORD.id, callType },
      {
        id: `00000000-0000-4000-8000-${String(this.calls.length + 1).padStart(12, '0')}`,
        status: 'ringing',
        now: this.parts.now(),
        ringTimeoutMs: RING_MS,
        callerName: ACCOUNTS[name].name,
      },
    );
  }

  private apply(call: CallRecord, event: CallEvent): void {
    const { call: next, effects } = decide(call, event, this.parts.now(), TIMES);
    this.calls[this.calls.indexOf(call)] = next;
    this.perform(effects);
  }

  private perform(effects: readonly Effect[]): void {
    for (const { to, outgoing: event } of effects) {
      if (to.kind === 'socket') {
        if (this.sockets.has(to.socketId)) this.parts.tell(to.socketId, event);
        continue;
      }
      for (const { socketId, queuesCandidates } of this.socketsOf(to.userId))
        if (socketId !== to.except && !(to.kind === 'plain' && queuesCandidates))
          this.parts.tell(socketId, event);
    }
  }

  private tellNoAnswer({ socketId, userId }: Device, code: string): void {
    const reason = code === 'in_another_call' ? 'in-another-call' : 'refused';
    const toUserId = ACCOUNTS[otherThan(nameOf(userId))].id;
    this.parts.tell(socketId, outgoing('call:no-answer', { toUserId, reason }));
  }

  private socketsOf(userId: string): Device[] {
    return [...this.sockets.values()].filter((device) => device.userId === userId);
  }

  private find(id: string): CallRecord | undefined {
    return this.calls.find((call) => call.id === id);
  }
}

function placedAnswer(call: CallRecord, by: Device): Answer {
  return call.callee.userId === by.userId
    ? { event: 'call:connected', data: connectedPayload(call) }
    : { event: 'call:ringing', data: ringingPayload(call) };
}

function signalOf(name: string, by: Device, payload: Payload): CallEvent {
  const { offer, answer, candidate } = payload;
  switch (name) {
    case 'webrtc:offer':
      return { kind: 'offer', by, offer };
    case 'webrtc:answer':
      return { kind: 'answer', by, answer };
    case 'webrtc:ice-candidate':
      return { kind: 'candidate', by, candidate };
    case 'call:media':
      return { kind: 'media', by, media: payload as never };
    default:
      throw new Error(`the client sends ${name}, which the model does not know`);
  }
}
