import { Injectable } from '@nestjs/common';
import { Cluster } from '../../cluster/cluster.ts';
import type { LiveCall } from './call-store.repository.ts';

/** For so long after a call late signals, and devices that come back, still belong to it. */
export const RECENTLY_ENDED_MS = 60_000;

interface Entry {
  readonly callId: string;
  readonly notedAt: number;
}

/**
 * Who is in a live call, as far as this node knows: at once for calls that changed here, within a second for
 * the rest. It answers without asking the database; what matters is decided there.
 */
@Injectable()
export class PeopleInCalls {
  private readonly entries = new Map<string, Entry>();
  /** Who was away when a call ended, and until when it can be told to them. */
  private readonly undeliveredUntil = new Map<string, number>();
  /** Whether every live call there is was seen. */
  private complete = false;

  constructor(private readonly cluster: Cluster) {}

  has(userId: string): boolean {
    return this.entries.has(userId);
  }

  /** Whether nothing needs to be looked after here; never said where other nodes place calls too. */
  isIdle(): boolean {
    return this.knowsAll() && this.entries.size === 0;
  }

  /** Whether a coming or going of this person may concern a call. */
  mayConcern(userId: string): boolean {
    if (!this.knowsAll() || this.has(userId)) return true;
    const until = this.undeliveredUntil.get(userId);
    if (until === undefined) return false;
    if (until >= performance.now()) return true;
    this.undeliveredUntil.delete(userId);
    return false;
  }

  note({ id, caller, callee }: Pick<LiveCall, 'id' | 'caller' | 'callee'>): void {
    for (const { userId } of [caller, callee]) {
      this.entries.set(userId, { callId: id, notedAt: performance.now() });
    }
  }

  /** @param waiting those who were away when it ended */
  forget(
    { id, caller, callee }: Pick<LiveCall, 'id' | 'caller' | 'callee'>,
    waiting: readonly string[],
  ): void {
    for (const { userId } of [caller, callee]) {
      if (this.entries.get(userId)?.callId === id) this.entries.delete(userId);
    }
    const now = performance.now();
    for (const [userId, until] of this.undeliveredUntil)
      if (until < now) this.undeliveredUntil.delete(userId);
    for (const userId of waiting) this.undeliveredUntil.set(userId, now + RECENTLY_ENDED_MS);
  }

  /**
   * Takes over what the database had.
   *
   * @param askedAt when it was asked, by `performance.now()`; what was noted since is newer
   */
  replace(calls: readonly LiveCall[], askedAt: number): void {
    const found = new Set<string>();
    for (const call of calls) {
      for (const { userId } of [call.caller, call.callee]) {
        found.add(userId);
        if ((this.entries.get(userId)?.notedAt ?? 0) < askedAt) {
          this.entries.set(userId, { callId: call.id, notedAt: askedAt });
        }
      }
    }
    for (const [userId, { notedAt }] of this.entries) {
      if (notedAt < askedAt && !found.has(userId)) this.entries.delete(userId);
    }
    this.complete = true;
  }

  private knowsAll(): boolean {
    return this.complete && this.cluster.pair === undefined;
  }
}
