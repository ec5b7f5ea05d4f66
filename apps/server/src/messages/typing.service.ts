import { TIMES, type UserRole } from '@jiggy-care/protocol';
import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { ConversationsService } from '../conversations/conversations.service.ts';
import { Broadcast } from '../realtime/broadcast.ts';
import type { ChatSocket } from '../realtime/chat-socket.ts';
import { SocketLifecycle } from '../realtime/socket-lifecycle.ts';

interface Typist {
  readonly conversationId: string;
  readonly userId: string;
  readonly socketId: string;
  readonly timer: NodeJS.Timeout;
}

/**
 * Who is typing just now. Nothing of it is kept: a typist who sends, leaves, disconnects or says nothing for
 * a while has stopped.
 *
 * @source document, section 4, events 4 and 5; protocol P6.10, P6.11
 */
@Injectable()
export class TypingService implements OnModuleInit, OnModuleDestroy {
  private readonly typists = new Map<string, Typist>();
  private undo: (() => void)[] = [];

  constructor(
    private readonly broadcast: Broadcast,
    private readonly conversations: ConversationsService,
    private readonly lifecycle: SocketLifecycle,
  ) {}

  onModuleInit(): void {
    this.undo = [
      this.conversations.onLeft((socket, conversation) => {
        if (socket.data.identity !== undefined)
          this.stop(conversation.id, socket.data.identity.userId, socket.id);
      }),
      this.lifecycle.onDeparted(({ socket, identity }) => {
        for (const conversationId of socket.data.joined.keys())
          this.stop(conversationId, identity.userId, socket.id);
      }),
    ];
  }

  onModuleDestroy(): void {
    for (const stop of this.undo) stop();
    // The sockets go right after this, and then there is nobody to tell it.
    for (const { conversationId, userId } of [...this.typists.values()]) this.stop(conversationId, userId);
  }

  isTyping(conversationId: string, userId: string): boolean {
    return this.typists.has(keyOf(conversationId, userId));
  }

  start(socket: ChatSocket, conversationId: string, userId: string, userType: UserRole): void {
    const key = keyOf(conversationId, userId);
    clearTimeout(this.typists.get(key)?.timer);
    const timer = setTimeout(() => this.stop(conversationId, userId), TIMES.typingMs).unref();
    this.typists.set(key, { conversationId, userId, socketId: socket.id, timer });
    this.broadcast.toConversation(
      conversationId,
      'user_typing',
      { userId, userType, conversationId },
      { except: socket.id },
    );
  }

  /** @param socketId where given, only typing that began on this socket stops */
  stop(conversationId: string, userId: string, socketId?: string): void {
    const key = keyOf(conversationId, userId);
    const typist = this.typists.get(key);
    if (typist === undefined || (socketId !== undefined && typist.socketId !== socketId)) return;
    clearTimeout(typist.timer);
    this.typists.delete(key);
    this.tellStopped(conversationId, userId, typist.socketId);
  }

  /** Someone says so: told even if nobody knew that they were typing. */
  stoppedByHand(socket: ChatSocket, conversationId: string, userId: string): void {
    const key = keyOf(conversationId, userId);
    clearTimeout(this.typists.get(key)?.timer);
    this.typists.delete(key);
    this.tellStopped(conversationId, userId, socket.id);
  }

  private tellStopped(conversationId: string, userId: string, except: string): void {
    this.broadcast.toConversation(
      conversationId,
      'user_stopped_typing',
      { userId, conversationId },
      { except },
    );
  }
}

const keyOf = (conversationId: string, userId: string) => `${conversationId} ${userId}`;
