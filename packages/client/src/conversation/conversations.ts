import { Writable } from '../store.ts';
import { ArrivalMarks } from './arrival-marks.ts';
import { type ConversationParts, LiveConversation } from './live-conversation.ts';
import type { Unsent } from './outbox.ts';

const UNSENT = 'unsent/';

/** All conversations that anyone has asked for, and the one listener that hears the connection for them. */
export class Conversations {
  /** Messages that are written and not stored. */
  readonly unsent = new Writable(0);
  private readonly known = new Map<string, LiveConversation>();
  private readonly parts: ConversationParts;

  constructor(parts: Omit<ConversationParts, 'outboxChanged' | 'arrivals'>) {
    const { connection, inbox, bookings, device, platform, user } = parts;
    const arrivals = new ArrivalMarks({ connection, clock: platform.clock, user });
    this.parts = { ...parts, arrivals, outboxChanged: () => this.countUnsent() };
    connection.onUp(() => {
      for (const conversation of this.known.values()) conversation.connectionUp();
      void this.adoptKept();
    });
    connection.onDown(() => {
      for (const conversation of this.known.values()) conversation.connectionDown();
    });
    connection.onWake(() => {
      for (const conversation of this.known.values()) conversation.wake();
    });
    connection.on('new_message', ({ message }) => {
      arrivals.came(message);
      this.known.get(message.conversationId)?.messageCame(message);
    });
    connection.on('messages_read', ({ conversationId, messageIds, readAt }) =>
      this.known.get(conversationId)?.messagesRead(messageIds, readAt),
    );
    connection.on('messages_delivered', (step) =>
      this.known.get(step.conversationId)?.messagesDelivered(step),
    );
    inbox.state.subscribe(() => {
      for (const { lastMessage } of inbox.state.get().entries)
        if (lastMessage !== null) arrivals.came(lastMessage);
    });
    connection.on('user_typing', ({ conversationId, userId }) =>
      this.known.get(conversationId)?.someoneTypes(userId, true),
    );
    connection.on('user_stopped_typing', ({ conversationId, userId }) =>
      this.known.get(conversationId)?.someoneTypes(userId, false),
    );
    inbox.onChanged((entry) => this.known.get(entry.id)?.entryChanged(entry));
    bookings.state.subscribe(() => {
      for (const conversation of this.known.values()) conversation.bookingsChanged();
    });
    device.onTrusted(() => {
      for (const conversation of this.known.values()) conversation.keepAll();
    });
    platform.windows?.onNote((note) => {
      if (note.kind !== 'discarded') return;
      for (const conversation of this.known.values()) conversation.outbox.discard(note.key);
    });
  }

  /** The same object for the same id, until another person signs in. */
  get(id: string): LiveConversation {
    const key = id.toLowerCase();
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const made = new LiveConversation(key, this.parts);
    this.known.set(key, made);
    return made;
  }

  /** A person was blocked, or no longer is. */
  personBlocked(id: string, isBlocked: boolean): void {
    for (const conversation of this.known.values()) conversation.personBlocked(id, isBlocked);
  }

  /** Takes over what this device has kept unsent: from before a reload, or from another window. */
  async adoptKept(): Promise<void> {
    const user = this.parts.user();
    if (user === undefined) return;
    const kept = await this.parts.device.recallAll<Unsent>(UNSENT);
    if (this.parts.user()?.id !== user.id) return;
    const byConversation = new Map<string, Unsent[]>();
    for (const [place, unsent] of kept) {
      const conversationId = place.split('/')[1] ?? '';
      byConversation.set(conversationId, [...(byConversation.get(conversationId) ?? []), unsent]);
    }
    for (const [conversationId, unsent] of byConversation) this.get(conversationId).adopt(unsent);
  }

  /** The same person is back, on whatever way. */
  resume(): void {
    for (const conversation of this.known.values()) conversation.resume();
  }

  /** @param forGood everything goes; otherwise what is unsent waits for its writer */
  reset(forGood: boolean): void {
    for (const [id, conversation] of [...this.known]) {
      if (forGood) {
        conversation.close();
        this.known.delete(id);
      } else conversation.forgetMessages();
    }
    this.parts.arrivals.clear();
    this.countUnsent();
  }

  private countUnsent(): void {
    let count = 0;
    for (const { outbox } of this.known.values()) count += outbox.list().length;
    this.unsent.set(count);
  }
}
