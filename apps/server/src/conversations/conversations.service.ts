import {
  type Conversation,
  type InboxEntry,
  LIMITS,
  type ROUTES,
  type RouteInput,
  type UserRole,
} from '@jiggy-care/protocol';
import { Injectable } from '@nestjs/common';
import type { Identity } from '../auth/identity.ts';
import { refusalOfStanding } from '../bookings/standing.ts';
import { countWithinBudget } from '../edge/page-budget.ts';
import { DomainError } from '../errors/domain-error.ts';
import type { ChatSocket } from '../realtime/chat-socket.ts';
import { Presence } from '../realtime/presence.ts';
import { ConversationsRepository } from './conversations.repository.ts';
import { inboxEntry } from './inbox-entry.ts';
import { otherParticipant, requireOwnSlot, takesPartAs } from './participants.ts';

type RoomListener = (socket: ChatSocket, conversation: Conversation) => void | Promise<void>;

/** Who may be in which conversation, and what the inbox shows. */
@Injectable()
export class ConversationsService {
  private readonly joinListeners = new Set<RoomListener>();
  private readonly leaveListeners = new Set<RoomListener>();

  constructor(
    private readonly repository: ConversationsRepository,
    private readonly presence: Presence,
  ) {}

  /** Told after a socket has entered the room of a conversation; awaited before the join is answered. */
  onJoined(listener: RoomListener): () => void {
    this.joinListeners.add(listener);
    return () => this.joinListeners.delete(listener);
  }

  onLeft(listener: RoomListener): () => void {
    this.leaveListeners.add(listener);
    return () => this.leaveListeners.delete(listener);
  }

  async joined(socket: ChatSocket, conversation: Conversation): Promise<void> {
    for (const listener of this.joinListeners) await listener(socket, conversation);
  }

  async left(socket: ChatSocket, conversation: Conversation): Promise<void> {
    for (const listener of this.leaveListeners) await listener(socket, conversation);
  }

  /** @throws DomainError `not_found`, the same for one that is not theirs and for one that does not exist */
  async requireParticipant(conversationId: string, userId: string): Promise<Conversation> {
    const conversation = await this.repository.findFor(conversationId, userId);
    if (conversation === undefined) throw DomainError.notFound('Conversation');
    return conversation;
  }

  /**
   * The conversation that an event names by its own id or by the id of a booking; a booking's is made if
   * there is none.
   *
   * @throws DomainError `not_found`, `not_available`
   */
  async openReference(reference: string, userId: string, role: UserRole): Promise<Conversation> {
    const conversation =
      (await this.repository.findFor(reference, userId)) ?? (await this.openBooking(reference, userId));
    if (conversation === undefined || !takesPartAs(conversation, userId, role)) {
      throw DomainError.notFound('Conversation');
    }
    return conversation;
  }

  /**
   * The conversation of a booking that binds exactly these two people.
   *
   * @param toWrite whether something is to be written into it: then none is made where that is not allowed
   * @throws DomainError `forbidden` where the caller's own slot holds another id, `not_found`, `not_available`,
   *   `booking_cancelled`
   */
  async open(
    identity: Identity,
    ids: { consultantId: string; patientId: string; bookingId: string },
    { toWrite = false }: { toWrite?: boolean } = {},
  ): Promise<Conversation> {
    requireOwnSlot(identity, ids);
    const conversation = await this.openBooking(ids.bookingId, identity.userId, { pair: ids, toWrite });
    if (conversation?.consultantId !== ids.consultantId || conversation.patientId !== ids.patientId) {
      throw DomainError.notFound('Booking');
    }
    return conversation;
  }

  /**
   * Whoever is about to let something of one of the two reach the other asks this first.
   *
   * @throws DomainError `booking_cancelled`, `not_available`
   */
  async requireOpen(conversationId: string): Promise<void> {
    const standing = (await this.repository.findStanding(conversationId)) ?? 'open';
    if (standing !== 'open') throw refusalOfStanding(standing);
  }

  /** Whether a block or a disabled account stands between the two, so that nothing of one is told to the other. */
  async areParted(conversationId: string): Promise<boolean> {
    return (await this.repository.findStanding(conversationId)) === 'parted';
  }

  /**
   * A page of the caller's conversations, and whether there are more. A large page with last messages may end
   * early, so that it stays bearable.
   */
  async list(
    identity: Identity,
    query: RouteInput<(typeof ROUTES)['listConversations']>['query'],
  ): Promise<{ entries: InboxEntry[]; hasMore: boolean }> {
    const asked = identity.role === 'consultant' ? query.consultantId : query.patientId;
    if (asked !== identity.userId) throw DomainError.forbidden('You can list only your own conversations');
    const before =
      query.before === undefined ? undefined : await this.requireParticipant(query.before, identity.userId);
    const most = query.expand === undefined ? LIMITS.conversationsMax : LIMITS.pageMax;
    const limit = query.limit ?? most;
    const page = { userId: identity.userId, role: identity.role, limit: limit + 1, before };
    if (query.expand === undefined) {
      const found = await this.repository.list(page);
      return { entries: found.slice(0, limit), hasMore: found.length > limit };
    }
    const fitting = await this.countFitting({ ...page, limit });
    const found = await this.repository.listOverviews({ ...page, limit: fitting + 1 });
    const overviews = found.slice(0, fitting);
    const others = overviews.map(({ conversation }) => otherParticipant(conversation, identity.userId));
    const online = query.expand.includes('presence')
      ? await this.presence.whoIsOnline([...new Set(others)])
      : new Set<string>();
    const entries = overviews.map((overview) =>
      inboxEntry(overview, identity.userId, query.expand ?? [], online),
    );
    return { entries, hasMore: found.length > fitting };
  }

  /** How many of the conversations of a page fit in it with their last messages. */
  private async countFitting(
    page: Parameters<ConversationsRepository['measureOverviews']>[0],
  ): Promise<number> {
    if (page.limit <= LIMITS.pageDefault) return page.limit;
    const bytes = await this.repository.measureOverviews(page);
    const fitting = countWithinBudget(bytes);
    return fitting === bytes.length ? page.limit : fitting;
  }

  private async openBooking(
    bookingId: string,
    userId: string,
    options: { pair?: { consultantId: string; patientId: string }; toWrite?: boolean } = {},
  ): Promise<Conversation | undefined> {
    const before = await this.repository.findByBookingFor(bookingId, userId);
    if (before !== undefined) return before;
    const opened = await this.repository.openByBookingFor(bookingId, userId, options);
    if (opened !== undefined) return opened;
    const standing = (await this.repository.findBookingStanding(bookingId, userId)) ?? 'open';
    if (standing === 'parted' || (standing === 'cancelled' && options.toWrite))
      throw refusalOfStanding(standing);
    return undefined;
  }
}
