import type { Call } from '@jiggy-care/protocol';
import { Injectable } from '@nestjs/common';
import { ConversationsService } from '../conversations/conversations.service.ts';
import { CallLogRepository, type LogPage } from './keeping/call-log.repository.ts';

/** What became of calls, as people read it. */
@Injectable()
export class CallLogService {
  constructor(
    private readonly repository: CallLogRepository,
    private readonly conversations: ConversationsService,
  ) {}

  /**
   * A page of a person's calls, the newest first.
   *
   * @throws DomainError `not_found` for a conversation that is not theirs
   */
  async list(userId: string, page: LogPage): Promise<Call[]> {
    await this.requireOwn(userId, page.conversationId);
    return this.repository.list(userId, page);
  }

  /** How many missed calls the person has not seen, in all conversations. */
  countUnseen(userId: string): Promise<number> {
    return this.repository.countUnseen(userId);
  }

  /**
   * @param conversationId only the missed calls of this one
   * @throws DomainError `not_found` for a conversation that is not theirs
   */
  async markSeen(userId: string, conversationId?: string): Promise<void> {
    await this.requireOwn(userId, conversationId);
    await this.repository.markSeen(userId, conversationId);
  }

  /** Calls placed or changed after a change number, in the order of change; for who may read the conversation. */
  listChanged(
    conversationId: string,
    page: { after: number; limit: number },
  ): Promise<{ change: number; call: Call }[]> {
    return this.repository.listChanged(conversationId, page);
  }

  private async requireOwn(userId: string, conversationId: string | undefined): Promise<void> {
    if (conversationId !== undefined) await this.conversations.requireParticipant(conversationId, userId);
  }
}
