import type { Conversation, MessagesDelivered } from '@jiggy-care/protocol';
import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { otherParticipant } from '../conversations/participants.ts';
import { Facts } from '../facts/facts.ts';
import { describeError } from '../operations/describe-error.ts';
import { Log } from '../operations/log.ts';
import { Broadcast, type Missed } from '../realtime/broadcast.ts';
import { DeliveryStepsRepository } from './delivery-steps.repository.ts';
import { type Horizon, Horizons } from './horizons.ts';

/** For so long it is gathered what devices say has reached them, to be written at once. */
const GATHER_MS = 500;
const MAX_AT_ONCE = 1_000;
/** After how long it is tried again where the database did not take it. */
const RETRY_MS = 5_000;
/** A person may have hundreds of conversations, and each costs a look. */
const PEOPLE_AT_ONCE = 100;

/**
 * How far messages have reached those whom they are for. It stands beside the way of a message and never in it: what
 * devices say is gathered, and written and told in one go.
 *
 * @source protocol P6.18 to P6.20
 */
@Injectable()
export class DeliveryReceipts implements OnModuleInit, OnModuleDestroy {
  private readonly horizons = new Horizons();
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> | undefined;
  private undo: (() => void)[] = [];

  constructor(
    private readonly repository: DeliveryStepsRepository,
    private readonly broadcast: Broadcast,
    private readonly facts: Facts,
    private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.undo = [
      this.facts.hear('messages.shown', (shown) => this.mark(shown)),
      this.broadcast.onMissed((missed) => this.tellMissed(missed)),
    ];
  }

  /** What was said is still written. */
  async onModuleDestroy(): Promise<void> {
    for (const stop of this.undo) stop();
    await this.writing;
    clearTimeout(this.timer);
    while (!this.horizons.isEmpty && (await this.writeSome()));
  }

  /** A device of a person has messages up to this one. Of a conversation that is not theirs nothing becomes of it. */
  mark(reached: Omit<Horizon, 'at'>): void {
    this.horizons.raise({ ...reached, at: performance.now() });
    this.writeIn(GATHER_MS);
  }

  /**
   * What of a person's own messages has reached the other one, step by step.
   *
   * @param after how far they had come before
   * @returns     `undefined` when they have never come just so far
   */
  async listSteps(
    conversation: Conversation,
    senderId: string,
    { after, limit }: { after: number; limit: number },
  ): Promise<MessagesDelivered[] | undefined> {
    const page = { from: after, limit: limit + 1 };
    const steps = await this.repository.listFrom(conversation.id, roleOf(conversation, senderId), page);
    if (after > 0 && steps.shift()?.upToSeq !== after) return undefined;
    const userId = otherParticipant(conversation, senderId);
    return steps.slice(0, limit).map((step) => ({ conversationId: conversation.id, userId, ...step }));
  }

  /** How far a person's own messages have come; 0 = nowhere. */
  findReached(conversation: Conversation, senderId: string): Promise<number> {
    return this.repository.findReached(conversation.id, roleOf(conversation, senderId));
  }

  private writeIn(ms: number): void {
    if (this.writing !== undefined) return;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.writing = this.write();
    }, ms);
  }

  private async write(): Promise<void> {
    const isWritten = await this.writeSome();
    this.writing = undefined;
    if (!this.horizons.isEmpty) this.writeIn(isWritten ? GATHER_MS : RETRY_MS);
  }

  /** @returns whether it could be written; else it is held for the next time. Never rejects. */
  private async writeSome(): Promise<boolean> {
    const horizons = this.horizons.take(MAX_AT_ONCE);
    try {
      for (const { senderId, told } of await this.repository.advance(horizons, performance.now()))
        this.broadcast.toInbox(senderId, 'messages_delivered', told);
      return true;
    } catch (thrown) {
      for (const horizon of horizons) this.horizons.raise(horizon);
      this.log.warn(
        { error: describeError(thrown), horizons: horizons.length },
        'cannot note what was delivered',
      );
      return false;
    }
  }

  /** Who was told already is told once more, of the same. */
  private async tellMissed({ people, sinceMs }: Missed): Promise<void> {
    for (let at = 0; at < people.length; at += PEOPLE_AT_ONCE) {
      const steps = await this.repository.listLately(people.slice(at, at + PEOPLE_AT_ONCE), sinceMs);
      for (const { senderId, told } of steps)
        this.broadcast.toInboxHere(senderId, 'messages_delivered', told);
    }
  }
}

function roleOf({ consultantId }: Conversation, userId: string): 'consultant' | 'patient' {
  return consultantId === userId ? 'consultant' : 'patient';
}
