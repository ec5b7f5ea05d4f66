import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { isDatabaseUnavailable, isUniqueViolation } from '../database/database-error.ts';
import { DomainError } from '../errors/domain-error.ts';
import { Metrics } from '../operations/metrics.ts';
import {
  type Draft,
  type Kept,
  MessageStoreRepository,
  type StoreResult,
} from './message-store.repository.ts';

type Announce = (stored: Kept) => void;

interface Entry {
  readonly draft: Draft;
  readonly announce: Announce;
  readonly givesUpAt: number;
  /** Whether a try ended without our knowing how. */
  mayBeStored: boolean;
  readonly settle: (result: StoreResult) => void;
  readonly fail: (reason: unknown) => void;
}

const MAX_BATCH = 200;
const MAX_WAITING = 5_000;
/** How long a send may last while the database is away; after that the sender is told. */
const PATIENCE_MS = 3_000;
const RETRY_MS = 100;

/**
 * The one way by which messages are stored, whoever sends them. While one batch is on its way to the
 * database, what comes in gathers for the next: at rest a message is alone and waits for nothing, under load
 * one commit serves many. One batch at a time keeps the order in which messages came.
 *
 * @source contract, section 4: acknowledged means durably stored, never lost, never doubled
 */
@Injectable()
export class MessageWriter implements OnModuleDestroy {
  private waiting: Entry[] = [];
  private busy = false;
  private idle: (() => void)[] = [];
  private readonly underWay = new Map<string, Promise<StoreResult>>();

  constructor(
    private readonly store: MessageStoreRepository,
    private readonly metrics: Metrics,
  ) {}

  /**
   * Resolves once the message is durably stored. A draft with a `clientMessageId` that was stored before, or
   * is on its way just now, resolves as `known` with the first message.
   *
   * @param announce called for a message that is new, before the promise resolves, in the stored order
   * @throws DomainError `unavailable` when it could not be stored in time: then it may be stored or not
   */
  async write(draft: Draft, announce: Announce): Promise<StoreResult> {
    if (draft.clientMessageId === undefined) return this.enqueue(draft, announce);
    const key = `${draft.conversationId} ${draft.senderId} ${draft.clientMessageId}`;
    const first = this.underWay.get(key);
    if (first !== undefined) {
      const result = await first;
      return 'message' in result ? { ...result, outcome: 'known' } : result;
    }
    const writing = this.enqueue(draft, announce);
    this.underWay.set(key, writing);
    try {
      return await writing;
    } finally {
      this.underWay.delete(key);
    }
  }

  /** Waits until everything that was accepted is settled. */
  async onModuleDestroy(): Promise<void> {
    if (this.busy) await new Promise<void>((resolve) => this.idle.push(resolve));
  }

  private enqueue(draft: Draft, announce: Announce): Promise<StoreResult> {
    if (this.waiting.length >= MAX_WAITING) {
      return Promise.reject(
        new DomainError('unavailable', 'Too many messages are waiting, please try again', {
          retryAfterMs: 1_000,
        }),
      );
    }
    return new Promise((settle, fail) => {
      this.waiting.push({
        draft,
        announce,
        givesUpAt: Date.now() + PATIENCE_MS,
        mayBeStored: false,
        settle,
        fail,
      });
      if (!this.busy) void this.work();
    });
  }

  private async work(): Promise<void> {
    this.busy = true;
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, MAX_BATCH);
      this.metrics.messageBatch(batch.length);
      await this.storeAll(batch);
    }
    this.busy = false;
    for (const resolve of this.idle.splice(0)) resolve();
  }

  private async storeAll(batch: readonly Entry[]): Promise<void> {
    try {
      await this.attempt(batch);
    } catch {
      // A bad row fails its whole batch, and a lost connection may hide that it did not fail at all: singly,
      // each gets what it deserves, still in order.
      for (const entry of batch) await this.storeOne(entry);
    }
  }

  private async storeOne(entry: Entry): Promise<void> {
    for (;;) {
      try {
        await this.attempt([entry]);
        return;
      } catch (thrown) {
        const mayPass = isDatabaseUnavailable(thrown) || isUniqueViolation(thrown);
        if (!mayPass || Date.now() >= entry.givesUpAt) {
          entry.fail(thrown);
          return;
        }
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }

  private async attempt(batch: readonly Entry[]): Promise<void> {
    let results: StoreResult[];
    try {
      results = await this.store.store(
        batch.map(({ draft }) => draft),
        batch.some(({ mayBeStored }) => mayBeStored),
      );
    } catch (thrown) {
      for (const entry of batch) entry.mayBeStored = true;
      throw thrown;
    }
    for (const [index, entry] of batch.entries()) {
      const result = results[index] as StoreResult;
      if (result.outcome === 'stored') entry.announce(result);
      entry.settle(result);
    }
  }
}
