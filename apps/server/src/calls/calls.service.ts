import type { CallStatus, EndReason } from '@jiggy-care/protocol';
import { Injectable } from '@nestjs/common';
import { CallMoves } from './keeping/call-moves.ts';
import { CallStoreRepository } from './keeping/call-store.repository.ts';
import type { CallAddress, CallEvent } from './rules/call-event.ts';
import { type CallRecord, type Device, isParty, sideOf } from './rules/call-record.ts';
import { noSuchCall } from './rules/call-refusals.ts';

/** How a call ended, as its callee hears it who comes too late. */
const END_REASONS: Readonly<Record<CallStatus, EndReason>> = {
  ringing: 'cancelled',
  active: 'answered-elsewhere',
  ended: 'hangup',
  rejected: 'declined-elsewhere',
  missed: 'timeout',
  cancelled: 'cancelled',
  busy: 'cancelled',
  failed: 'connection-lost',
};

/** Taking, declining, leaving and ending calls. */
@Injectable()
export class CallsService {
  constructor(
    private readonly store: CallStoreRepository,
    private readonly moves: CallMoves,
  ) {}

  /** @throws DomainError `no_such_call`, `answered_elsewhere` */
  accept(by: Device, meant: CallAddress): Promise<CallRecord> {
    return this.move(by, meant, { kind: 'accept', by });
  }

  /** @throws DomainError `no_such_call`, `answered_elsewhere` */
  reject(by: Device, meant: CallAddress & { reason?: string | null | undefined }): Promise<CallRecord> {
    return this.move(by, meant, { kind: 'reject', by, reason: meant.reason || undefined });
  }

  /**
   * Ends the only call of a person, or the one that is meant; one that is over already is no error.
   *
   * @param neverConnected whether the device says that sound and picture never came
   */
  async end(
    by: Device,
    meant: Partial<CallAddress>,
    neverConnected = false,
  ): Promise<CallRecord | undefined> {
    const toUserId = meant.toUserId ?? (await this.otherInCallWith(by.userId));
    if (toUserId === undefined) return undefined;
    return this.tryMove(by, { toUserId, callId: meant.callId }, { kind: 'end', by, neverConnected });
  }

  /** Notes that a page goes away; where there is no such call, or another device has it, nothing happens. */
  away(by: Device, meant: CallAddress): Promise<CallRecord | undefined> {
    return this.tryMove(by, meant, { kind: 'away', by });
  }

  /** A cancelled booking has no call any more. */
  async withdrawOfBooking(bookingId: string): Promise<void> {
    const loaded = await this.store.findLiveOfBooking(bookingId);
    if (loaded === undefined) return;
    const { id, caller, callee } = loaded.call;
    await this.moves.between(caller.userId, callee.userId, (calls) =>
      calls.apply(() => this.store.find(id), { kind: 'withdraw', reason: 'booking-cancelled' }),
    );
  }

  /** Who has blocked the other has hung up: the one who is blocked learns no more than that. */
  async withdrawBetween(a: string, b: string): Promise<void> {
    await this.moves.between(a, b, (calls) =>
      calls.apply(() => calls.find(), { kind: 'withdraw', reason: 'hangup' }),
    );
  }

  /**
   * Why a call that someone wanted to accept is not there to be accepted; `undefined` where it is, as for the
   * caller, who has nothing to clean up.
   */
  async whyNotThere(userId: string, { toUserId, callId }: CallAddress): Promise<EndReason | undefined> {
    const live = await this.moves.findBetween(userId, toUserId, callId);
    if (live !== undefined) return sideOf(live.call, userId) === 'callee' ? 'answered-elsewhere' : undefined;
    return END_REASONS[(await this.store.findStatusBetween(userId, toUserId, callId)) ?? 'cancelled'];
  }

  private async move(by: Device, meant: CallAddress, event: CallEvent): Promise<CallRecord> {
    const call = await this.tryMove(by, meant, event);
    if (call === undefined) throw noSuchCall();
    return call;
  }

  private tryMove(
    by: Device,
    { toUserId, callId }: CallAddress,
    event: CallEvent,
  ): Promise<CallRecord | undefined> {
    return this.moves.between(by.userId, toUserId, (calls) => calls.apply(() => calls.find(callId), event));
  }

  private async otherInCallWith(userId: string): Promise<string | undefined> {
    const call = (await this.store.findLiveOf(userId))?.call;
    if (call === undefined || !isParty(call, userId)) return undefined;
    return call.caller.userId === userId ? call.callee.userId : call.caller.userId;
  }
}
