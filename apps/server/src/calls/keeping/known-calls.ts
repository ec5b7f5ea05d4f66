import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { OtherNodes } from '../../realtime/other-nodes.ts';
import { type CallRecord, isLive } from '../rules/call-record.ts';
import type { Loaded } from './call-store.repository.ts';

/** Longer than this nobody trusts what a call was. */
const FRESH_MS = 1_000;
const CHANGED = 'call-changed';

interface Known {
  readonly loaded: Loaded;
  readonly at: number;
}

/**
 * Live calls as this node read or stored them last, so that a burst of signals need not read the row for each. Whatever
 * changes a call names the revision it has read, so what is out of date here can only pass a signal on to where it would
 * have gone a moment ago.
 *
 * @source protocol P10.5
 */
@Injectable()
export class KnownCalls implements OnModuleInit, OnModuleDestroy {
  private readonly byCall = new Map<string, Known>();
  private readonly byPerson = new Map<string, string>();
  private stopListening: (() => void) | undefined;

  constructor(private readonly others: OtherNodes) {}

  onModuleInit(): void {
    this.stopListening = this.others.onNotice(CHANGED, (callId) => this.forget(callId));
  }

  onModuleDestroy(): void {
    this.stopListening?.();
  }

  /** The live call of a person, as of just now. */
  findOf(userId: string): Loaded | undefined {
    const known = this.byCall.get(this.byPerson.get(userId) ?? '');
    if (known === undefined) return undefined;
    const ageMs = performance.now() - known.at;
    if (ageMs < FRESH_MS) return { ...known.loaded, now: known.loaded.now + Math.floor(ageMs) };
    this.forget(known.loaded.call.id);
    return undefined;
  }

  /** The call was stored just now; what other nodes know of it is out of date. */
  stored(loaded: Loaded): void {
    this.others.notify(CHANGED, loaded.call.id);
    this.note(loaded);
  }

  note(loaded: Loaded): void {
    const { call } = loaded;
    if (!isLive(call)) {
      this.forget(call.id);
      return;
    }
    this.byCall.set(call.id, { loaded, at: performance.now() });
    for (const { userId } of peopleOf(call)) this.byPerson.set(userId, call.id);
  }

  forget(callId: string): void {
    const known = this.byCall.get(callId);
    if (known === undefined) return;
    this.byCall.delete(callId);
    for (const { userId } of peopleOf(known.loaded.call)) {
      if (this.byPerson.get(userId) === callId) this.byPerson.delete(userId);
    }
  }
}

function peopleOf({ caller, callee }: CallRecord) {
  return [caller, callee];
}
