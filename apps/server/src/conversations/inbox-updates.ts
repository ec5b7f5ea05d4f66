import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { ConversationOfTwo } from '../facts/fact-list.ts';
import { Facts } from '../facts/facts.ts';
import { describeError } from '../operations/describe-error.ts';
import { Log } from '../operations/log.ts';
import { Broadcast } from '../realtime/broadcast.ts';
import { Presence } from '../realtime/presence.ts';
import { ConversationsRepository, type Overview } from './conversations.repository.ts';
import { EVERY_EXPANSION, inboxEntry } from './inbox-entry.ts';

/** Changes within this time are told as one: an inbox need not repaint for each message of a burst. */
const GATHER_MS = 50;
const MAX_AT_ONCE = 200;

/** Tells both people of a conversation how its inbox entry stands now, after whatever changed it. */
@Injectable()
export class InboxUpdates implements OnModuleInit, OnModuleDestroy {
  /** The conversations, and who touched them. */
  private readonly touched = new Map<string, Set<string>>();
  private timer: NodeJS.Timeout | undefined;
  private stopHearing: (() => void)[] = [];

  constructor(
    private readonly facts: Facts,
    private readonly repository: ConversationsRepository,
    private readonly broadcast: Broadcast,
    private readonly presence: Presence,
    private readonly log: Log,
  ) {}

  onModuleInit(): void {
    const { facts } = this;
    this.stopHearing = [
      facts.hear('conversation.opened', ({ conversation, by }) => this.touch(conversation, by)),
      facts.hear('message.kept', ({ conversation, message }) => this.touch(conversation, message.senderId)),
      facts.hear('booking.changed', async ({ booking, by }) => {
        const conversation = await this.repository.findByBookingFor(booking.id, by);
        if (conversation !== undefined) this.touch(conversation, by);
      }),
      facts.hear('messages.read', ({ conversation, by }) => this.touch(conversation, by)),
    ];
  }

  onModuleDestroy(): void {
    for (const stop of this.stopHearing) stop();
    clearTimeout(this.timer);
  }

  /** @param by who did what is to be told; where the two are parted, only he is told of it */
  private touch({ id, consultantId, patientId }: ConversationOfTwo, by: string): void {
    if (!this.broadcast.mayHear(consultantId) && !this.broadcast.mayHear(patientId)) return;
    this.touched.set(id, (this.touched.get(id) ?? new Set()).add(by));
    this.timer ??= setTimeout(() => void this.flush(), GATHER_MS);
  }

  private async flush(): Promise<void> {
    const told = new Map([...this.touched].slice(0, MAX_AT_ONCE));
    for (const id of told.keys()) this.touched.delete(id);
    try {
      await this.tell(told);
    } catch (thrown) {
      this.log.warn({ error: describeError(thrown), conversations: told.size }, 'cannot tell inbox entries');
    }
    this.timer = this.touched.size === 0 ? undefined : setTimeout(() => void this.flush(), GATHER_MS);
  }

  private async tell(touched: ReadonlyMap<string, ReadonlySet<string>>): Promise<void> {
    const { overviews, online } = await this.read([...touched.keys()]);
    for (const overview of overviews) {
      for (const viewer of viewersOf(overview, touched.get(overview.conversation.id))) {
        this.broadcast.toInbox(
          viewer,
          'conversation_updated',
          inboxEntry(overview, viewer, EVERY_EXPANSION, online),
        );
      }
    }
  }

  /** Tells those who are on this node how these stand; who is parted from the other hears of nothing but his own doings. */
  async tellHere(conversationIds: readonly string[]): Promise<void> {
    for (let at = 0; at < conversationIds.length; at += MAX_AT_ONCE) {
      const { overviews, online } = await this.read(conversationIds.slice(at, at + MAX_AT_ONCE));
      for (const overview of overviews) {
        for (const viewer of viewersOf(overview, undefined)) {
          const entry = inboxEntry(overview, viewer, EVERY_EXPANSION, online);
          this.broadcast.toInboxHere(viewer, 'conversation_updated', entry);
        }
      }
    }
  }

  private async read(
    ids: readonly string[],
  ): Promise<{ overviews: Overview[]; online: ReadonlySet<string> }> {
    const overviews = await this.repository.findOverviews(ids);
    const people = overviews.flatMap(({ conversation }) => [
      conversation.consultantId,
      conversation.patientId,
    ]);
    return { overviews, online: await this.presence.whoIsOnline([...new Set(people)]) };
  }
}

/** @param by who did something; where the two are parted, nobody else hears of it */
function viewersOf({ conversation, isParted }: Overview, by: ReadonlySet<string> | undefined): string[] {
  const both = [conversation.consultantId, conversation.patientId];
  return isParted ? both.filter((viewer) => by?.has(viewer)) : both;
}
