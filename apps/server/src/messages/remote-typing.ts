import { type ServerPayload, TIMES } from '@jiggy-care/protocol';
import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Broadcast } from '../realtime/broadcast.ts';

/** Longer than this nobody types whose node has not said so again: it has gone, or cannot be heard. */
const REMOTE_MS = TIMES.typingMs + 1_000;

type Stopped = ServerPayload<'user_stopped_typing'>;

/**
 * Who is typing on other nodes, as far as sockets of this one were told: should that node go without a word,
 * nobody else would end it.
 *
 * @source protocol P6.11
 */
@Injectable()
export class RemoteTyping implements OnModuleInit, OnModuleDestroy {
  private readonly typists = new Map<string, NodeJS.Timeout>();

  constructor(private readonly broadcast: Broadcast) {}

  onModuleInit(): void {
    this.broadcast.onRelayed(({ event, payload }) => {
      if (event === 'user_typing') this.started(payload as Stopped);
      else if (event === 'user_stopped_typing') this.forget(payload as Stopped);
    });
  }

  onModuleDestroy(): void {
    for (const timer of this.typists.values()) clearTimeout(timer);
    this.typists.clear();
  }

  private started({ conversationId, userId }: Stopped): void {
    const typist = { conversationId, userId };
    this.forget(typist);
    const timer = setTimeout(() => {
      this.forget(typist);
      this.broadcast.toConversationHere(conversationId, 'user_stopped_typing', typist);
    }, REMOTE_MS);
    this.typists.set(keyOf(typist), timer.unref());
  }

  private forget(typist: Stopped): void {
    clearTimeout(this.typists.get(keyOf(typist)));
    this.typists.delete(keyOf(typist));
  }
}

const keyOf = ({ conversationId, userId }: Stopped) => `${conversationId} ${userId}`;
