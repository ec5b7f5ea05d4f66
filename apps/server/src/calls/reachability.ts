import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Presence } from '../realtime/presence.ts';
import { SocketLifecycle } from '../realtime/socket-lifecycle.ts';
import { OtherWays } from './other-ways.ts';
import type { CallReach } from './rules/call-record.ts';

/** Whoever lost the connection this recently is probably on the way back: it rings for them. */
const JUST_LOST_MS = 10_000;

/** Whether a person can be rung. */
@Injectable()
export class Reachability implements OnModuleInit, OnModuleDestroy {
  /** Who said goodbye on this node, and when; they are not on the way back. */
  private readonly goodbyes = new Map<string, number>();
  private stopListening: (() => void) | undefined;

  constructor(
    private readonly presence: Presence,
    private readonly lifecycle: SocketLifecycle,
    private readonly otherWays: OtherWays,
  ) {}

  onModuleInit(): void {
    this.stopListening = this.lifecycle.onDeparted(({ identity, deliberate }) => {
      this.forgetOld();
      if (deliberate) this.goodbyes.set(identity.userId, performance.now());
      else this.goodbyes.delete(identity.userId);
    });
  }

  onModuleDestroy(): void {
    this.stopListening?.();
  }

  /** @returns `undefined` where nothing rings */
  async of(userId: string): Promise<CallReach | undefined> {
    const [isOnline, isElsewhere] = await Promise.all([
      this.presence.isOnline(userId),
      this.otherWays.canRing(userId),
    ]);
    if (isElsewhere) return isOnline ? 'both' : 'push';
    return isOnline || (await this.isOnTheWayBack(userId)) ? 'socket' : undefined;
  }

  private async isOnTheWayBack(userId: string): Promise<boolean> {
    this.forgetOld();
    return !this.goodbyes.has(userId) && (await this.presence.hasJustLeft(userId, JUST_LOST_MS));
  }

  private forgetOld(): void {
    const oldest = performance.now() - JUST_LOST_MS;
    for (const [userId, at] of this.goodbyes) {
      if (at > oldest) return;
      this.goodbyes.delete(userId);
    }
  }
}
