import { BUSY_DECLINE, type NoAnswerReason, Uuid } from '@jiggy-care/protocol';
import type { OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import type { DomainError } from '../errors/domain-error.ts';
import { describeError } from '../operations/describe-error.ts';
import { Log } from '../operations/log.ts';
import { ChatGateway, On, Received } from '../realtime/chat-gateway.ts';
import { type Answer, acknowledge, type ChatEvent, type ChatSocket } from '../realtime/chat-socket.ts';
import { EventRefusals, type RefusedEvent } from '../realtime/event-refusals.ts';
import { CallsService } from './calls.service.ts';
import { deviceOf } from './device.ts';
import { RefusedCalls } from './keeping/refused-calls.ts';
import { PlacingService } from './placing.service.ts';
import { connectedPayload, rejectedPayload, ringingPayload } from './rules/call-payloads.ts';
import { CalleeOffline } from './rules/call-refusals.ts';

/**
 * Placing, taking, declining, leaving and ending calls (document, section 5, events 1 to 10). What its own socket is to
 * hear is told together with what the others hear, in the order that the rules give it; so answers here are
 * acknowledgements only.
 */
@ChatGateway()
export class CallsGateway implements OnModuleInit, OnModuleDestroy {
  private undo: (() => void)[] = [];

  constructor(
    private readonly placing: PlacingService,
    private readonly calls: CallsService,
    private readonly refused: RefusedCalls,
    private readonly refusals: EventRefusals,
    private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.undo = [
      this.refusals.onRefused('call:initiate', (refused) => this.initiateRefused(refused)),
      this.refusals.onRefused(
        'call:accept',
        (refused) => void this.acceptRefused(refused).catch(this.complain),
      ),
    ];
  }

  onModuleDestroy(): void {
    for (const stop of this.undo) stop();
  }

  @On('call:initiate')
  async initiate(
    @Received() { socket, payload, identity, conversation }: ChatEvent<'call:initiate'>,
  ): Promise<Answer> {
    const call = await this.placing.initiate({
      by: deviceOf(socket, identity),
      conversation,
      toUserId: payload.toUserId,
      callType: payload.callType,
    });
    if (call.status === 'busy') {
      this.refused.note(identity.userId, payload.toUserId);
      return acknowledge('call:rejected', rejectedPayload(call, BUSY_DECLINE));
    }
    if (call.callee.userId === identity.userId) return acknowledge('call:connected', connectedPayload(call));
    return acknowledge('call:ringing', ringingPayload(call));
  }

  @On('call:accept')
  async accept(@Received() { socket, payload, identity }: ChatEvent<'call:accept'>): Promise<Answer> {
    const call = await this.calls.accept(deviceOf(socket, identity), payload);
    return acknowledge('call:connected', connectedPayload(call));
  }

  @On('call:reject')
  async reject(@Received() { socket, payload, identity }: ChatEvent<'call:reject'>): Promise<Answer> {
    const call = await this.calls.reject(deviceOf(socket, identity), payload);
    return acknowledge('call:reject', { callId: call.id });
  }

  @On('call:end')
  async end(@Received() { socket, payload, identity }: ChatEvent<'call:end'>): Promise<Answer> {
    const { toUserId, callId, neverConnected } = payload;
    const meant = { ...(typeof toUserId === 'string' ? { toUserId } : {}), callId };
    const call = await this.calls.end(deviceOf(socket, identity), meant, neverConnected);
    return acknowledge('call:end', call === undefined ? {} : { callId: call.id });
  }

  @On('call:away')
  async away(@Received() { socket, payload, identity }: ChatEvent<'call:away'>): Promise<Answer> {
    const call = await this.calls.away(deviceOf(socket, identity), payload);
    return acknowledge('call:away', call === undefined ? {} : { callId: call.id });
  }

  /** The document's second example cleans up only on `call:ended`, and waits for the connection otherwise. */
  private async acceptRefused({ socket, input, refusal }: RefusedEvent): Promise<void> {
    const toUserId = Uuid.safeParse(input.toUserId);
    const callId = Uuid.optional().safeParse(input.callId);
    const { identity } = socket.data;
    if (!toUserId.success || !callId.success || identity === undefined || !isOver(refusal)) return;
    const meant = { toUserId: toUserId.data, callId: callId.data };
    const reason = await this.calls.whyNotThere(identity.userId, meant);
    if (reason === undefined) return;
    const named = meant.callId === undefined ? {} : { callId: meant.callId };
    socket.emit('call:ended', { fromUserId: meant.toUserId, reason, ...named });
  }

  private readonly complain = (thrown: unknown): void => {
    this.log.warn({ error: describeError(thrown) }, 'cannot tell why there is no call to accept');
  };

  /** The document's client cleans up on `call:no-answer`, whatever the cause; its offer is on the way. */
  private initiateRefused({ socket, input, refusal }: RefusedEvent): void {
    const toUserId = Uuid.safeParse(input.toUserId);
    if (!toUserId.success) return;
    const userId = socket.data.identity?.userId;
    if (userId !== undefined) this.refused.note(userId, toUserId.data);
    tellNoAnswer(socket, toUserId.data, refusal);
  }
}

function tellNoAnswer(socket: ChatSocket, toUserId: string, refusal: DomainError): void {
  const callId = refusal instanceof CalleeOffline ? { callId: refusal.callId } : {};
  socket.emit('call:no-answer', { toUserId, reason: reasonOf(refusal), ...callId });
}

function isOver({ code }: DomainError): boolean {
  return code === 'no_such_call' || code === 'answered_elsewhere';
}

function reasonOf({ code }: DomainError): NoAnswerReason {
  if (code === 'callee_offline') return 'offline';
  return code === 'in_another_call' ? 'in-another-call' : 'refused';
}
