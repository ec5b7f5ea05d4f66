import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Facts } from '../facts/facts.ts';
import { Broadcast } from '../realtime/broadcast.ts';
import { Presence } from '../realtime/presence.ts';
import { ConversationsRepository } from './conversations.repository.ts';

interface Pair {
  readonly consultantId: string;
  readonly patientId: string;
}

/**
 * Two people who may not reach each other any more, since a booking was cancelled or one was blocked, see each
 * other go, whether they went or not; when a block is lifted, each is shown again as he is.
 *
 * @source protocol P3.16, P3.19
 */
@Injectable()
export class Partings implements OnModuleInit, OnModuleDestroy {
  private undo: (() => void)[] = [];

  constructor(
    private readonly facts: Facts,
    private readonly repository: ConversationsRepository,
    private readonly presence: Presence,
    private readonly broadcast: Broadcast,
  ) {}

  onModuleInit(): void {
    this.undo = [
      this.facts.hear('block.changed', (pair) => this.blockChanged(pair)),
      this.facts.hear('booking.changed', async ({ booking }) => {
        if (booking.status === 'cancelled') await this.bookingCancelled(booking);
      }),
    ];
  }

  onModuleDestroy(): void {
    for (const stop of this.undo) stop();
  }

  private async blockChanged({ consultantId, patientId }: Pair): Promise<void> {
    const { isParted, hasOpen } = await this.repository.findTies(consultantId, patientId);
    if (isParted) this.tell({ consultantId, patientId }, new Set());
    else if (hasOpen) {
      this.tell({ consultantId, patientId }, await this.presence.whoIsOnline([consultantId, patientId]));
    }
  }

  /** Parted people have seen each other go already, and one of them wants to hear nothing of the other. */
  private async bookingCancelled({ consultantId, patientId }: Pair): Promise<void> {
    const { isParted, hasOpen } = await this.repository.findTies(consultantId, patientId);
    if (!isParted && !hasOpen) this.tell({ consultantId, patientId }, new Set());
  }

  private tell({ consultantId, patientId }: Pair, online: ReadonlySet<string>): void {
    for (const [viewer, other] of [
      [consultantId, patientId],
      [patientId, consultantId],
    ] as const) {
      this.broadcast.toInbox(viewer, 'presence', {
        userId: other,
        online: online.has(other),
        lastSeenAt: null,
      });
    }
  }
}
