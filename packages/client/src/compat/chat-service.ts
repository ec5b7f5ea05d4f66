import { AssembledClient } from '../assembled-client.ts';
import { openSocketIo } from '../connection/socket-io.ts';
import { Emitter } from '../emitter.ts';
import { ChatError, toChatError } from '../errors.ts';
import type { Platform } from '../platform/platform.ts';
import type { ConversationRecord, HistoryPage, UserRole } from '../wire.ts';
import type { ChatServiceEvents } from './chat-service-events.ts';
import { ConversationWatch } from './conversation-watch.ts';

export interface ChatServiceOptions {
  /** `http://localhost:3000` if not given, as in the document. */
  readonly url?: string;
  readonly platform?: Platform;
}

/** A token, or the way to one. */
export type TokenSource = string | ((wish: { readonly fresh: boolean }) => Promise<string> | string);

const DOCUMENTED_URL = 'http://localhost:3000';

/**
 * The documented `ChatService` (document, section 9, example 1) over this package: the same constructor,
 * methods and parameters. Change the import, and what example 1 gets wrong is right: it joins again after a
 * reconnect, shows each message once, sends nothing twice and loses nothing.
 *
 * Calls are not part of it yet.
 */
export class ChatService {
  private readonly client: AssembledClient;
  private readonly emitter = new Emitter<ChatServiceEvents>();
  private readonly joined = new Map<string, () => void>();
  private release: (() => void) | undefined;

  /** @param token an access token, or the way to one; with the latter it also lives on when a token ends */
  constructor(token: TokenSource, { url = DOCUMENTED_URL, platform }: ChatServiceOptions = {}) {
    const getToken = typeof token === 'string' ? () => token : token;
    this.client = new AssembledClient(
      { url, auth: { kind: 'token', getToken }, ...(platform === undefined ? {} : { platform }) },
      openSocketIo,
    );
    let wasConnected = false;
    this.client.connection.subscribe(() => {
      const { status, reason } = this.client.connection.get();
      const isConnected = status === 'connected';
      if (status === 'signed-out')
        this.emitter.emit('error', reason ?? new ChatError('unauthorized', 'The token was refused'));
      if (isConnected === wasConnected) return;
      wasConnected = isConnected;
      this.emitter.emit(isConnected ? 'connect' : 'disconnect', undefined);
    });
  }

  /** Hears an event; returns the way to stop. */
  on<E extends keyof ChatServiceEvents>(
    event: E,
    listener: (payload: ChatServiceEvents[E]) => void,
  ): () => void {
    return this.emitter.on(event, listener);
  }

  /** Connects, once. Who you are is in the token; the two parameters are those of the document. */
  connect(_userId?: string, _userType?: UserRole): void {
    this.release ??= this.client.connect();
  }

  /** Joins, and joins again after every reconnect. */
  joinConversation(conversationId: string, _userId?: string, _userType?: UserRole): void {
    if (this.joined.has(conversationId)) return;
    const conversation = this.client.conversation(conversationId);
    const watch = new ConversationWatch(conversation, this.client.wire, this.emitter);
    const release = conversation.open();
    this.joined.set(conversationId, () => {
      watch.stop();
      release();
    });
  }

  leaveConversation(conversationId: string): void {
    this.joined.get(conversationId)?.();
    this.joined.delete(conversationId);
  }

  /** Sends now or as soon as possible, in order. What is wrong with it comes as `error`. */
  sendMessage(conversationId: string, content: string, _senderType?: UserRole): void {
    this.attempt('send the message', () => this.client.conversation(conversationId).send(content));
  }

  startTyping(conversationId: string, _userId?: string, _userType?: UserRole): void {
    this.client.conversation(conversationId).typing.set(true);
  }

  stopTyping(conversationId: string, _userId?: string): void {
    this.client.conversation(conversationId).typing.set(false);
  }

  markAsRead(conversationId: string, messageIds: string[]): void {
    this.client.conversation(conversationId).markRead(messageIds);
  }

  /** Newest first, as documented. @throws ChatError */
  getMessages(conversationId: string, limit = 50, offset = 0): Promise<HistoryPage> {
    return this.client.rest.listMessages(conversationId, { limit, offset });
  }

  /** @throws ChatError */
  getConversations(userId: string, userType: UserRole): Promise<ConversationRecord[]> {
    return this.client.rest.listConversations({ id: userId, role: userType });
  }

  /** @throws ChatError */
  createConversation(
    consultantId: string,
    patientId: string,
    bookingId: string,
  ): Promise<ConversationRecord> {
    return this.client.rest.openConversation({ consultantId, patientId, bookingId });
  }

  disconnect(): void {
    for (const id of [...this.joined.keys()]) this.leaveConversation(id);
    this.release = undefined;
    this.client.disconnect();
  }

  private attempt(what: string, action: () => void): void {
    try {
      action();
    } catch (thrown) {
      this.emitter.emit('error', toChatError(thrown, what));
    }
  }
}
