import type { ClientEventName, ServerEventName, ServerPayload } from '@jiggy-care/protocol';
import type { NamedAnswer } from '../connection/exchange.ts';
import { ChatError } from '../errors.ts';
import type { Account, CallRecord } from '../wire.ts';

/** What one person's device asked for. */
export interface Said {
  readonly event: ClientEventName;
  readonly payload: Record<string, unknown>;
}

interface Parts {
  readonly conversationId: string;
  now(): number;
  tell<E extends ServerEventName>(userId: string, event: E, payload: ServerPayload<E>): void;
}

/** The calls of two people, as a server that does what it is told: it rings, connects, ends and passes signals on at once. */
export class CallSwitchboard {
  readonly records: CallRecord[] = [];

  constructor(private readonly parts: Parts) {}

  /** The call that rings or is held. */
  get live(): CallRecord | undefined {
    return this.records.find(({ status }) => status === 'ringing' || status === 'active');
  }

  change(status: CallRecord['status']): void {
    const { live } = this;
    if (live !== undefined) this.records.splice(this.records.indexOf(live), 1, { ...live, status });
  }

  /** @throws ChatError `no_such_call` */
  handle(me: Account, other: Account, { event, payload }: Said): NamedAnswer {
    const { live } = this;
    const { conversationId, tell } = this.parts;
    const done = { event, data: {} } as unknown as NamedAnswer;
    const common = { conversationId, callType: live?.callType ?? 'video' } as const;
    const callId = live?.id ?? '';
    switch (event) {
      case 'call:initiate':
        return this.initiate(me, other, payload.callType as 'video' | 'audio');
      case 'call:accept': {
        if (live === undefined) throw new ChatError('no_such_call', 'no such call');
        if (live.status === 'ringing') this.connect(me, other);
        const data = { ...common, fromUserId: other.id, callId };
        tell(me.id, 'call:connected', data);
        return { event: 'call:connected', data };
      }
      case 'call:reject':
      case 'call:end': {
        if (live === undefined || (payload.callId ?? callId) !== callId) return done;
        const isDecline = live.status === 'ringing' && live.calleeId === me.id;
        const isCancel = live.status === 'ringing' && live.callerId === me.id;
        this.change(isDecline ? 'rejected' : isCancel ? 'cancelled' : 'ended');
        if (isDecline) {
          const reason = (payload.reason as string | undefined) ?? 'Declined';
          tell(other.id, 'call:rejected', { fromUserId: me.id, reason, callId });
        } else
          tell(other.id, 'call:ended', {
            fromUserId: me.id,
            reason: isCancel ? 'cancelled' : 'hangup',
            callId,
          });
        return done;
      }
      case 'call:media':
      case 'call:away':
      case 'webrtc:offer':
      case 'webrtc:answer':
      case 'webrtc:ice-candidate': {
        const { toUserId: _, ...rest } = payload;
        if (live !== undefined) tell(other.id, event, { ...rest, fromUserId: me.id } as never);
        return done;
      }
      default:
        return done;
    }
  }

  private initiate(me: Account, other: Account, callType: 'video' | 'audio'): NamedAnswer {
    const { live } = this;
    const { conversationId, tell } = this.parts;
    if (live?.callerId === other.id) {
      this.connect(me, other);
      return {
        event: 'call:connected',
        data: { fromUserId: other.id, conversationId, callType, callId: live.id },
      };
    }
    const now = this.parts.now();
    const callId = live?.id ?? `call-${this.records.length + 1}`;
    const expiresAt = new Date(now + 45_000).toISOString();
    const common = { conversationId, callType, callId, expiresAt };
    if (live === undefined) {
      this.records.push({
        id: callId,
        conversationId,
        callerId: me.id,
        calleeId: other.id,
        callType,
        status: 'ringing',
        startedAt: new Date(now).toISOString(),
        answeredAt: null,
        endedAt: null,
      });
      tell(other.id, 'call:incoming', { ...common, fromUserId: me.id, fromName: me.name });
    }
    tell(me.id, 'call:ringing', { ...common, toUserId: other.id });
    return { event: 'call:ringing', data: { ...common, toUserId: other.id } };
  }

  private connect(me: Account, other: Account): void {
    const callId = this.live?.id ?? '';
    this.change('active');
    this.parts.tell(other.id, 'call:stop-ringing', { toUserId: me.id, callId });
    this.parts.tell(other.id, 'call:accepted', { fromUserId: me.id, callId });
  }
}
