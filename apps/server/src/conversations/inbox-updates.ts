import type { Message } from '@jiggy-care/protocol';
import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { ConversationOfTwo, FactList, Unread } from '../facts/fact-list.ts';
import { Facts } from '../facts/facts.ts';
import { describeError } from '../operations/describe-error.ts';
import { Log } from '../operations/log.ts';
import { Broadcast } from '../realtime/broadcast.ts';
import { OtherNodes } from '../realtime/other-nodes.ts';
import { Presence } from '../realtime/presence.ts';
import { ConversationsRepository, type Overview } from './conversations.repository.ts';
import { EVERY_EXPANSION, inboxEntry } from './inbox-entry.ts';
import { type Due, InboxPace } from './inbox-pace.ts';

const TICK_MS = 50;
const MAX_AT_ONCE = 200;
/** Conversations in which somebody writes, for which it is remembered whose they are. */
const MAX_REMEMBERED = 5_000;
/** What the nodes say to each other of a person. */
const RENAMED = 'person-renamed';

type MessageKept = FactList['message.kept'];

/** Tells both people of a conversation how its inbox entry stands now, after whatever changed it. */
@Injectable()
export class InboxUpdates implements OnModuleInit, OnModuleDestroy {
  private readonly pace = new InboxPace();
  /** How conversations stood when they were read last, the longest ago first; of their messages nothing. */
  private readonly remembered = new Map<string, Overview>();
  private timer: NodeJS.Timeout | undefined;
  private stopHearing: (() => void)[] = [];

  constructor(
    private readonly facts: Facts,
    private readonly repository: ConversationsRepository,
    private readonly broadcast: Broadcast,
    private readonly others: OtherNodes,
    private readonly presence: Presence,
    private readonly log: Log,
  ) {}

  onModuleInit(): void {
    const { facts } = this;
    this.stopHearing = [
      facts.hear('conversation.opened', ({ conversation, by }) => this.touch(conversation, by)),
      facts.hear('message.kept', (kept) => this.messageKept(kept)),
      facts.hear('booking.changed', async ({ booking, by }) => {
        const conversation = await this.repository.findByBookingFor(booking.id, by);
        if (conversation !== undefined) this.touch(conversation, by);
      }),
      facts.hear('messages.read', ({ conversation, by }) => this.touch(conversation, by)),
      facts.hear('account.renamed', ({ userId }) => this.renamed(userId)),
      this.others.onNotice(RENAMED, (userId) => this.forgetNamesOf(userId)),
      this.broadcast.onMissed(async () => this.remembered.clear()),
    ];
  }

  onModuleDestroy(): void {
    for (const stop of this.stopHearing) stop();
    clearTimeout(this.timer);
  }

  private touch({ id, consultantId, patientId }: ConversationOfTwo, by: string): void {
    if (!this.broadcast.mayHear(consultantId) && !this.broadcast.mayHear(patientId)) return;
    this.pace.change(id, by, performance.now());
    this.tickSoon();
  }

  private async messageKept({
    conversation: { id, consultantId, patientId },
    ...news
  }: MessageKept): Promise<void> {
    if (!this.broadcast.mayHear(consultantId) && !this.broadcast.mayHear(patientId)) return;
    const due = this.pace.message(id, news.message.senderId, performance.now());
    this.tickSoon();
    if (due === undefined || this.hearsNobody(due, [consultantId, patientId])) return;
    const known = this.remembered.get(id);
    if (known === undefined || news.unread === undefined) await this.tellAll([due]);
    else await this.tellNews(due, known, { ...news, unread: news.unread });
  }

  /** What the write knew is told without asking for it again. Who could be written to is not parted from the writer. */
  private async tellNews(
    due: Due,
    known: Overview,
    { message, unread }: { message: Message; unread: Unread },
  ): Promise<void> {
    const overview: Overview = {
      ...known,
      ...{ isParted: false, mayMeet: true },
      ...{ consultantUnread: unread.consultant, patientUnread: unread.patient },
      conversation: { ...known.conversation, updatedAt: message.createdAt },
    };
    const online = await this.presence.whoIsOnline(peopleOf(overview));
    this.tellOne(overview, due, online, message);
  }

  /** Told to those who are here; the others read it when they come. */
  private async renamed(userId: string): Promise<void> {
    this.forgetNamesOf(userId);
    this.others.notify(RENAMED, userId);
    const conversations = await this.repository.listOfPerson(userId);
    const otherOf = (one: ConversationOfTwo) =>
      one.consultantId === userId ? one.patientId : one.consultantId;
    const online = await this.presence.whoIsOnline([...new Set(conversations.map(otherOf))]);
    for (const one of conversations) if (online.has(otherOf(one))) this.touch(one, userId);
  }

  /** The next message in a conversation of theirs is told with the name that is stored. */
  private forgetNamesOf(userId: string): void {
    for (const [id, overview] of this.remembered)
      if (peopleOf(overview).includes(userId)) this.remembered.delete(id);
  }

  private tickSoon(): void {
    this.timer ??= setTimeout(() => void this.tick(), TICK_MS);
  }

  private async tick(): Promise<void> {
    const due = this.pace.due(performance.now(), MAX_AT_ONCE);
    if (due.length > 0) await this.tellAll(due);
    this.timer = undefined;
    if (!this.pace.isIdle) this.tickSoon();
  }

  private async tellAll(due: readonly Due[]): Promise<void> {
    try {
      const { overviews, online } = await this.read(due.map(({ id }) => id));
      const byId = new Map(due.map((one) => [one.id, one]));
      for (const overview of overviews) {
        this.remember(overview);
        this.tellOne(overview, byId.get(overview.conversation.id) as Due, online);
      }
    } catch (thrown) {
      this.log.warn({ error: describeError(thrown), conversations: due.length }, 'cannot tell inbox entries');
    }
  }

  private tellOne(
    overview: Overview,
    { id, by, inRoomToo }: Due,
    online: ReadonlySet<string>,
    news?: Message,
  ): void {
    for (const viewer of viewersOf(overview, by)) {
      const entry = inboxEntry(overview, viewer, EVERY_EXPANSION, online);
      if (news !== undefined) entry.lastMessage = news;
      this.broadcast.toInbox(viewer, 'conversation_updated', entry, inRoomToo ? {} : { outsideOf: id });
    }
  }

  private hearsNobody({ id, inRoomToo }: Due, people: readonly string[]): boolean {
    return !inRoomToo && people.every((userId) => !this.broadcast.mayHear(userId, { outsideOf: id }));
  }

  private remember(overview: Overview): void {
    const { id } = overview.conversation;
    this.remembered.delete(id);
    this.remembered.set(id, { ...overview, lastMessage: null });
    if (this.remembered.size <= MAX_REMEMBERED) return;
    for (const longestAgo of this.remembered.keys()) {
      this.remembered.delete(longestAgo);
      return;
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
    const people = new Set(overviews.flatMap(peopleOf));
    return { overviews, online: await this.presence.whoIsOnline([...people]) };
  }
}

/** @param by who did something; where the two are parted, nobody else hears of it */
function viewersOf({ conversation, isParted }: Overview, by: ReadonlySet<string> | undefined): string[] {
  const both = peopleOf({ conversation });
  return isParted ? both.filter((viewer) => by?.has(viewer)) : both;
}

function peopleOf({ conversation }: Pick<Overview, 'conversation'>): string[] {
  return [conversation.consultantId, conversation.patientId];
}
