import type { Conversation, InboxEntry, ROUTES, RouteInput, UserRole } from '@jiggy-care/protocol';
import { Injectable } from '@nestjs/common';
import type { Identity } from '../auth/identity.ts';
import { refusalOfStanding } from '../bookings/standing.ts';
import { DomainError } from '../errors/domain-error.ts';
import type { ChatSocket } from '../realtime/chat-socket.ts';
import { Presence } from '../realtime/presence.ts';
import { ConversationsRepository } from './conversations.repository.ts';
import { inboxEntry } from './inbox-entry.ts';
import { InboxUpdates } from './inbox-updates.ts';
import { otherParticipant, requireOwnSlot, takesPartAs } from './participants.ts';

type RoomListener = (socket: ChatSocket, conversation: Conversation) => void | Promise<void>;

const MAX_REMEMBERED_NAMES = 10_000;

/** Who may be in which conversation, and what the inbox shows. */
@Injectable()
export class ConversationsService {
  private readonly joinListeners = new Set<RoomListener>();
  private readonly leaveListeners = new Set<RoomListener>();
  private readonly names = new Map<string, string>();

  constructor(
    private readonly repository: ConversationsRepository,
    private readonly presence: Presence,
    private readonly inbox: InboxUpdates,
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
   * @throws DomainError `not_found`
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
   * @throws DomainError `forbidden` where the caller's own slot holds another id, `not_found`
   */
  async open(
    identity: Identity,
    ids: { consultantId: string; patientId: string; bookingId: string },
  ): Promise<Conversation> {
    requireOwnSlot(identity, ids);
    const conversation = await this.openBooking(ids.bookingId, identity.userId, ids);
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

  async list(
    identity: Identity,
    query: RouteInput<(typeof ROUTES)['listConversations']>['query'],
  ): Promise<InboxEntry[]> {
    const asked = identity.role === 'consultant' ? query.consultantId : query.patientId;
    if (asked !== identity.userId) throw DomainError.forbidden('You can list only your own conversations');
    const before =
      query.before === undefined ? undefined : await this.requireParticipant(query.before, identity.userId);
    const page = { userId: identity.userId, role: identity.role, limit: query.limit, before };
    if (query.expand === undefined) return this.repository.list(page);
    const overviews = await this.repository.listOverviews(page);
    const others = overviews.map(({ conversation }) => otherParticipant(conversation, identity.userId));
    const online = query.expand.includes('presence')
      ? await this.presence.whoIsOnline([...new Set(others)])
      : new Set<string>();
    return overviews.map((overview) => inboxEntry(overview, identity.userId, query.expand ?? [], online));
  }

  /** The name of a person; names do not change, so they are remembered. */
  async personName(userId: string): Promise<string | undefined> {
    const known = this.names.get(userId);
    if (known !== undefined) return known;
    const person = await this.repository.findPerson(userId);
    if (person === undefined) return undefined;
    if (this.names.size >= MAX_REMEMBERED_NAMES) this.names.clear();
    this.names.set(userId, person.name);
    return person.name;
  }

  private async openBooking(
    bookingId: string,
    userId: string,
    pair?: { consultantId: string; patientId: string },
  ): Promise<Conversation | undefined> {
    const before = await this.repository.findByBookingFor(bookingId, userId);
    if (before !== undefined) return before;
    const opened = await this.repository.openByBookingFor(bookingId, userId, pair);
    if (opened !== undefined) this.inbox.touch(opened);
    return opened;
  }
}
