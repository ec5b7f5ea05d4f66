import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Facts } from '../facts/facts.ts';
import { Broadcast } from '../realtime/broadcast.ts';
import type { PresenceChange } from '../realtime/presence.ts';
import { ConversationsRepository } from './conversations.repository.ts';

/** Tells people who share a conversation with someone that this person came or went; nobody else. */
@Injectable()
export class PresenceUpdates implements OnModuleInit, OnModuleDestroy {
  private stopHearing: (() => void) | undefined;

  constructor(
    private readonly facts: Facts,
    private readonly repository: ConversationsRepository,
    private readonly broadcast: Broadcast,
  ) {}

  onModuleInit(): void {
    this.stopHearing = this.facts.hear('presence.changed', (change) => this.tellPeers(change));
  }

  onModuleDestroy(): void {
    this.stopHearing?.();
  }

  private async tellPeers(change: PresenceChange): Promise<void> {
    const { repository } = this;
    const peers = await (change.online
      ? repository.listPeers(change.userId)
      : repository.listWitnesses(change.userId));
    for (const peer of peers) {
      if (this.broadcast.mayHear(peer)) this.broadcast.toInbox(peer, 'presence', { ...change });
    }
  }
}
