import type { Conversation } from '@jiggy-care/protocol';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { describeError } from '../operations/describe-error.ts';
import { Log } from '../operations/log.ts';
import { Broadcast } from '../realtime/broadcast.ts';
import { Presence } from '../realtime/presence.ts';
import { ConversationsRepository } from './conversations.repository.ts';
import { EVERY_EXPANSION, inboxEntry } from './inbox-entry.ts';

/** Changes within this time are told as one: an inbox need not repaint for each message of a burst. */
const GATHER_MS = 50;
const MAX_AT_ONCE = 200;

/** Tells both people of a conversation how its inbox entry stands now, after whatever changed it. */
@Injectable()
export class InboxUpdates implements OnModuleDestroy {
  private readonly touched = new Set<string>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly repository: ConversationsRepository,
    private readonly broadcast: Broadcast,
    private readonly presence: Presence,
    private readonly log: Log,
  ) {}

  touch({ id, consultantId, patientId }: Pick<Conversation, 'id' | 'consultantId' | 'patientId'>): void {
    if (!this.broadcast.mayHear(consultantId) && !this.broadcast.mayHear(patientId)) return;
    this.touched.add(id);
    this.timer ??= setTimeout(() => void this.flush(), GATHER_MS);
  }

  onModuleDestroy(): void {
    clearTimeout(this.timer);
  }

  private async flush(): Promise<void> {
    const ids = [...this.touched].slice(0, MAX_AT_ONCE);
    for (const id of ids) this.touched.delete(id);
    try {
      await this.tell(ids);
    } catch (thrown) {
      this.log.warn({ error: describeError(thrown), conversations: ids.length }, 'cannot tell inbox entries');
    }
    this.timer = this.touched.size === 0 ? undefined : setTimeout(() => void this.flush(), GATHER_MS);
  }

  private async tell(ids: readonly string[]): Promise<void> {
    const overviews = await this.repository.findOverviews(ids);
    const people = overviews.flatMap(({ conversation }) => [
      conversation.consultantId,
      conversation.patientId,
    ]);
    const online = await this.presence.whoIsOnline([...new Set(people)]);
    for (const overview of overviews) {
      for (const viewer of [overview.conversation.consultantId, overview.conversation.patientId]) {
        this.broadcast.toInbox(
          viewer,
          'conversation_updated',
          inboxEntry(overview, viewer, EVERY_EXPANSION, online),
        );
      }
    }
  }
}
