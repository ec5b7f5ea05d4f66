import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { describeError } from '../operations/describe-error.ts';
import { Log } from '../operations/log.ts';
import { Broadcast } from '../realtime/broadcast.ts';
import { Presence, type PresenceChange } from '../realtime/presence.ts';
import { ConversationsRepository } from './conversations.repository.ts';

/** Tells people who share a conversation with someone that this person came or went; nobody else. */
@Injectable()
export class PresenceUpdates implements OnModuleInit, OnModuleDestroy {
  private stopListening: (() => void) | undefined;

  constructor(
    private readonly presence: Presence,
    private readonly repository: ConversationsRepository,
    private readonly broadcast: Broadcast,
    private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.stopListening = this.presence.onChanged((change) => {
      this.tellPeers(change).catch((thrown: unknown) => {
        this.log.warn({ error: describeError(thrown) }, 'cannot tell who came or went');
      });
    });
  }

  onModuleDestroy(): void {
    this.stopListening?.();
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
