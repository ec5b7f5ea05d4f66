import type { Call, Changes, Message } from '@jiggy-care/protocol';
import { Injectable } from '@nestjs/common';
import { CallLogService } from '../calls/call-log.service.ts';
import { ConversationsService } from '../conversations/conversations.service.ts';
import { Facts } from '../facts/facts.ts';
import { MessagesService } from '../messages/messages.service.ts';
import { readCursor, writeCursor } from './cursor.ts';

interface Page {
  readonly since?: string | undefined;
  readonly limit: number;
}

type Change =
  | { readonly change: number; readonly message: Message }
  | { readonly change: number; readonly call: Call };

/** What a client missed: everything added or changed in a conversation since it last looked. */
@Injectable()
export class ChangesService {
  constructor(
    private readonly conversations: ConversationsService,
    private readonly messages: MessagesService,
    private readonly calls: CallLogService,
    private readonly facts: Facts,
  ) {}

  /**
   * The cursor goes no further than the newest change at the time of asking. Numbers are given under the lock
   * of the conversation's row, so everything up to that one is committed and nothing can appear behind it. What
   * changes while we look is answered too, though it may come again: a message that was read just now bears a
   * newer number than the cursor, and who left it out would not know it at all.
   *
   * @throws DomainError `not_found`, `validation_failed`
   */
  async list(conversationId: string, userId: string, { since, limit }: Page): Promise<Changes> {
    await this.conversations.requireParticipant(conversationId, userId);
    const upTo = await this.messages.lastChange(conversationId);
    if (since === undefined) {
      return { messages: [], calls: [], cursor: writeCursor(conversationId, upTo), hasMore: false };
    }
    const after = readCursor(conversationId, since, upTo);
    const found = await this.messages.listChanged(conversationId, { after, limit });
    const calls = await this.calls.listChanged(conversationId, { after, limit: limit + 1 });
    // Beyond the last message of a page that has more, nothing is known yet.
    const known = found.hasMore ? (found.changes.at(-1)?.change ?? after) : Number.POSITIVE_INFINITY;
    const changed: Change[] = [...found.changes, ...calls.filter(({ change }) => change <= known)].sort(
      (a, b) => a.change - b.change,
    );
    const page = changed.slice(0, limit);
    const hasMore = found.hasMore || changed.length > limit;
    if (page.some((item) => 'message' in item))
      await this.facts.happened('history.read', { conversationId, by: userId });
    const reached = hasMore ? Math.min(page.at(-1)?.change ?? upTo, upTo) : upTo;
    return {
      messages: page.flatMap((item) => ('message' in item ? [item.message] : [])),
      calls: page.flatMap((item) => ('call' in item ? [item.call] : [])),
      cursor: writeCursor(conversationId, reached),
      hasMore,
    };
  }
}
