import type { Connection } from '../connection/connection.ts';
import type { LiveConversation } from '../conversation/live-conversation.ts';
import type { Emitter } from '../emitter.ts';
import type { ChatError } from '../errors.ts';
import type { SentMessage } from '../wire.ts';
import type { ChatServiceEvents } from './chat-service-events.ts';

/** Turns what a conversation knows into the documented events: each once, in order, after a gap too. */
export class ConversationWatch {
  private readonly stops: (() => void)[];
  private readonly toldFailures = new Set<string>();
  private readonly unread = new Set<string>();
  private typing: readonly string[] = [];
  /** The last message that was told, or was there when we came. */
  private toldSeq: number | undefined;
  /** Until the first page is there, news are told as they are heard; the page itself is none. */
  private hasPage = false;

  constructor(
    private readonly conversation: LiveConversation,
    connection: Connection,
    private readonly emitter: Emitter<ChatServiceEvents>,
  ) {
    this.stops = [
      connection.on('new_message', (sent) => this.heard(sent)),
      conversation.messages.subscribe(() => this.look()),
      conversation.typists.subscribe(() => this.lookAtTypists()),
    ];
  }

  stop(): void {
    for (const stop of this.stops) stop();
  }

  private heard(sent: SentMessage): void {
    const { conversationId, seq } = sent.message;
    if (this.hasPage || conversationId !== this.conversation.id || seq <= (this.toldSeq ?? 0)) return;
    this.toldSeq = seq;
    this.emitter.emit('new_message', sent);
  }

  private look(): void {
    const { items, status, isStale, failure } = this.conversation.messages.get();
    // What failed for now is tried again by itself: a lost network is no fault of the conversation.
    if (status === 'failed' && failure?.retryable === false) this.tellFailure(failure.code, failure);
    for (const item of items) if (item.failure !== undefined) this.tellFailure(item.key, item.failure);
    if (status !== 'ready') return;
    if (!this.hasPage && !isStale) {
      this.hasPage = true;
      this.toldSeq ??= this.conversation.list.lastSeq;
    }
    if (this.hasPage) this.tellNew();
    this.tellRead();
  }

  private tellNew(): void {
    const { list, knownRecord: conversation } = this.conversation;
    if (this.toldSeq === undefined || conversation === undefined || list.lastSeq <= this.toldSeq) return;
    for (const message of list.newest(list.lastSeq - this.toldSeq)) {
      // Never past a hole: it will be filled in a moment.
      if (message.seq !== this.toldSeq + 1) continue;
      this.toldSeq = message.seq;
      this.emitter.emit('new_message', { message, conversation });
    }
  }

  private tellRead(): void {
    const messageIds: string[] = [];
    for (const { id, isOwn, isRead } of this.conversation.messages.get().items) {
      if (id === undefined || !isOwn) continue;
      if (!isRead) this.unread.add(id);
      else if (this.unread.delete(id)) messageIds.push(id);
    }
    if (messageIds.length > 0)
      this.emitter.emit('messages_read', { conversationId: this.conversation.id, messageIds });
  }

  private lookAtTypists(): void {
    const now = this.conversation.typists.get().map(({ userId }) => userId);
    const before = this.typing;
    this.typing = now;
    const conversationId = this.conversation.id;
    for (const userId of now)
      if (!before.includes(userId)) this.emitter.emit('user_typing', { conversationId, userId });
    for (const userId of before)
      if (!now.includes(userId)) this.emitter.emit('user_stopped_typing', { conversationId, userId });
  }

  private tellFailure(of: string, failure: ChatError): void {
    if (this.toldFailures.has(of)) return;
    this.toldFailures.add(of);
    this.emitter.emit('error', failure);
  }
}
