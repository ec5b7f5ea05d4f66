import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { InboxUpdates } from '../conversations/inbox-updates.ts';
import { Broadcast, type Missed } from '../realtime/broadcast.ts';
import {
  type Audience,
  type ChangedConversation,
  MissedChangesRepository,
} from './missed-changes.repository.ts';

/** A consultant may have hundreds of conversations, and each costs a look. */
const PAGE = 100;
/** Of one conversation; whoever missed more looks at its history. */
const MAX_CHANGES = 1_000;

/** How far the sockets of this node were told of a conversation from the database. */
interface Told {
  readonly at: number;
  readonly lastChange: number;
  readonly state: string;
}

/**
 * Tells the sockets of this node what changed while it could not hear of it from the others: what was read, and how
 * the entries of their inboxes stand now. What one has heard already may come once more, and no more than once.
 *
 * @source protocol P7.7
 */
@Injectable()
export class MissedChanges implements OnModuleInit, OnModuleDestroy {
  private readonly told = new Map<string, Told>();
  private stopTelling: (() => void) | undefined;

  constructor(
    private readonly repository: MissedChangesRepository,
    private readonly broadcast: Broadcast,
    private readonly inbox: InboxUpdates,
  ) {}

  onModuleInit(): void {
    this.stopTelling = this.broadcast.onMissed((missed) => this.tell(missed));
  }

  onModuleDestroy(): void {
    this.stopTelling?.();
  }

  private async tell(missed: Missed): Promise<void> {
    const at = performance.now();
    for (const [id, told] of this.told) if (told.at < at - missed.sinceMs) this.told.delete(id);
    const open = new Set(missed.conversationIds);
    for (const audience of pagesOf(missed)) {
      const changed = (await this.repository.listChanged(audience, missed.sinceMs)).filter(
        ({ id, state }) => this.told.get(id)?.state !== state,
      );
      await this.tellReceipts(
        changed.filter(({ id }) => open.has(id)),
        missed.sinceMs,
      );
      await this.inbox.tellHere(changed.map(({ id }) => id));
      for (const { id, lastChange, state } of changed) this.told.set(id, { at, lastChange, state });
    }
  }

  private async tellReceipts(changed: readonly ChangedConversation[], sinceMs: number): Promise<void> {
    const wanted = changed.map(({ id, lastChange }) => ({
      id,
      after: Math.max(this.told.get(id)?.lastChange ?? 0, lastChange - MAX_CHANGES),
    }));
    if (wanted.length === 0) return;
    const byId = new Map(changed.map((conversation) => [conversation.id, conversation]));
    for (const { conversationId, senderId, messageIds, readAt } of await this.repository.listReceipts(
      wanted,
      sinceMs,
    )) {
      const conversation = byId.get(conversationId);
      // Who is parted from the reader is not told of it.
      if (conversation === undefined || conversation.isParted) continue;
      const { consultantId, patientId } = conversation;
      this.broadcast.toConversationHere(
        conversationId,
        'messages_read',
        { conversationId, messageIds, readAt },
        { alsoPerson: senderId === consultantId ? patientId : consultantId },
      );
    }
  }
}

/** People and open conversations, so many at once. */
function* pagesOf({ people, conversationIds }: Audience): Iterable<Audience> {
  for (let at = 0; at < Math.max(people.length, conversationIds.length); at += PAGE) {
    yield {
      people: people.slice(at, at + PAGE),
      conversationIds: conversationIds.slice(at, at + PAGE),
    };
  }
}
