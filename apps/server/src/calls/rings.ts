import type { CallType } from '@jiggy-care/protocol';
import { Injectable } from '@nestjs/common';
import { DomainError } from '../errors/domain-error.ts';
import { CallsService } from './calls.service.ts';
import { CallStoreRepository } from './keeping/call-store.repository.ts';
import { noSuchCall } from './rules/call-refusals.ts';

/** A call that rings, as whoever rings for it elsewhere needs to know it. */
export interface Ring {
  readonly callId: string;
  readonly conversationId: string;
  readonly callerId: string;
  readonly calleeId: string;
  readonly callerName: string | undefined;
  readonly callType: CallType;
  /** Both in ms since the epoch, by the clock of the database. */
  readonly endsAt: number;
  readonly now: number;
}

/** What rings just now, for those who ring outside of the app. */
@Injectable()
export class Rings {
  constructor(
    private readonly store: CallStoreRepository,
    private readonly calls: CallsService,
  ) {}

  /** @returns `undefined` where it does not ring any more */
  async find(callId: string): Promise<Ring | undefined> {
    const loaded = await this.store.find(callId);
    if (loaded === undefined || loaded.call.status !== 'ringing') return undefined;
    const { call, now } = loaded;
    const { conversationId, callerName, callType, ringEndsAt, caller, callee } = call;
    const people = { callerId: caller.userId, calleeId: callee.userId };
    return { callId, conversationId, ...people, callerName, callType, endsAt: ringEndsAt, now };
  }

  /**
   * Declines for the callee, who has no socket of it.
   *
   * @throws DomainError `no_such_call`
   */
  async decline({ callId, callerId, calleeId }: Ring): Promise<void> {
    const by = { userId: calleeId, socketId: '', deviceId: null, queuesCandidates: true };
    await this.calls.reject(by, { toUserId: callerId, callId }).catch((thrown: unknown) => {
      // It was taken this instant.
      throw thrown instanceof DomainError && thrown.code === 'answered_elsewhere' ? noSuchCall() : thrown;
    });
  }
}
