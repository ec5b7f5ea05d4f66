import type { Call, Changes, Message } from '@jiggy-care/protocol';
import { Injectable } from '@nestjs/common';
import { CallLogService } from '../calls/call-log.service.ts';
import { ConversationsService } from '../conversations/conversations.service.ts';
import { Facts } from '../facts/facts.ts';
import { MessagesService } from '../messages/messages.service.ts';
import { DeliveryReceipts } from '../receipts/delivery-receipts.ts';
import { readCursor, refusalOfCursor, writeCursor } from './cursor.ts';

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
    private readonly receipts: DeliveryReceipts,
    private readonly facts: Facts,
  ) {}

  /**
   * The cursor goes no further than the newest change at the time of asking. Numbers are given under the lock
   * of the conversation's row, so everything up to that one is committed and nothing can appear behind it. What
   * changes while we look is answered too, though it may come again: a message that was read just now bears a
   * newer number than the cursor, and who left it out would not know it at all. What was delivered has no change
   * number: there the cursor says how far the asker's own messages had come.
   *
   * @throws DomainError `not_found`, `validation_failed`
   */
  async list(conversationId: string, userId: string, { since, limit }: Page): Promise<Changes> {
    const conversation = await this.conversations.requireParticipant(conversationId, userId);
    const upTo = await this.messages.lastChange(conversationId);
    if (since === undefined) {
      const reached = await this.receipts.findReached(conversation, userId);
      const cursor = writeCursor(conversationId, { change: upTo, reached });
      return { messages: [], calls: [], delivered: [], cursor, hasMore: false };
    }
    const { change: after, reached: reachedBefore } = readCursor(conversationId, since, upTo);
    const steps = await this.receipts.listSteps(conversation, userId, {
      after: reachedBefore,
      limit: limit + 1,
    });
    if (steps === undefined) throw refusalOfCursor();
    const found = await this.messages.listChanged(conversationId, { after, limit });
    const calls = await this.calls.listChanged(conversationId, { after, limit: limit + 1 });
    // Beyond the last message of a page that has more, nothing is known yet.
    const known = found.hasMore ? (found.changes.at(-1)?.change ?? after) : Number.POSITIVE_INFINITY;
    const changed: Change[] = [...found.changes, ...calls.filter(({ change }) => change <= known)].sort(
      (a, b) => a.change - b.change,
    );
    const page = changed.slice(0, limit);
    const delivered = steps.slice(0, limit);
    const hasMoreChanges = found.hasMore || changed.length > limit;
    if (page.some((item) => 'message' in item))
      await this.facts.happened('history.read', { conversationId, by: userId });
    const change = hasMoreChanges ? Math.min(page.at(-1)?.change ?? upTo, upTo) : upTo;
    const reached = delivered.at(-1)?.upToSeq ?? reachedBefore;
    return {
      messages: page.flatMap((item) => ('message' in item ? [item.message] : [])),
      calls: page.flatMap((item) => ('call' in item ? [item.call] : [])),
      delivered,
      cursor: writeCursor(conversationId, { change, reached }),
      hasMore: hasMoreChanges || steps.length > limit,
    };
  }
}
