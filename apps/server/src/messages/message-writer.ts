import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { isDatabaseUnavailable, isLockTimeout, isUniqueViolation } from '../database/database-error.ts';
import { DomainError } from '../errors/domain-error.ts';
import { Metrics } from '../operations/metrics.ts';
import { takeBatch } from './message-batch.ts';
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
  /** Of its text. */
  readonly bytes: number;
  readonly givesUpAt: number;
  /** Whether a try ended without our knowing how. */
  mayBeStored: boolean;
  /** Whether, tried by itself, it met what another node had stored meanwhile. */
  hasCollided: boolean;
  /** What the last try failed with. */
  cause?: unknown;
  readonly settle: (result: StoreResult) => void;
  readonly fail: (reason: unknown) => void;
}

const MAX_WAITING = 5_000;
/** How long a send may last while the database is away; after that the sender is told. */
const PATIENCE_MS = 3_000;
const RETRY_MS = 100;
const PATIENCE_CHECK_MS = 250;

/**
 * The one way by which messages are stored, whoever sends them. While one batch is on its way to the
 * database, what comes in gathers for the next: at rest a message is alone and waits for nothing, under load
 * one commit serves many. One batch at a time keeps the order in which messages came.
 *
 * A conversation that somebody else holds locked, or whose rows are broken, is set aside, with what is still to
 * come for it, so that the others need not wait.
 *
 * @source protocol P6.1 to P6.3
 */
@Injectable()
export class MessageWriter implements OnModuleDestroy {
  private waiting: Entry[] = [];
  private busy = false;
  private readonly setAside = new Map<string, Entry[]>();
  /** Those whose senders wait for an answer, the oldest first. */
  private readonly unanswered = new Set<Entry>();
  private patience: NodeJS.Timeout | undefined;
  private idle: (() => void)[] = [];
  private readonly underWay = new Map<string, Promise<StoreResult>>();
  /** What became of all that were sent. */
  private readonly totals = { stored: 0, known: 0, refused: 0, unavailable: 0 };

  constructor(
    private readonly store: MessageStoreRepository,
    private readonly metrics: Metrics,
  ) {
    metrics.totals(
      'jiggy_messages_total',
      'Messages that were sent, by what became of them.',
      'outcome',
      () => Object.entries(this.totals),
    );
    metrics.gauge(
      'jiggy_messages_waiting',
      'Messages whose senders wait until they are stored.',
      () => this.unanswered.size,
    );
    metrics.gauge(
      'jiggy_message_waiting_seconds',
      'For how long the sender of the oldest of them has waited.',
      () => this.oldestWaitMs() / 1_000,
    );
  }

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

  /** Waits until everything that was accepted is answered. */
  async onModuleDestroy(): Promise<void> {
    if (this.unanswered.size > 0) await new Promise<void>((resolve) => this.idle.push(resolve));
  }

  private enqueue(draft: Draft, announce: Announce): Promise<StoreResult> {
    if (this.unanswered.size >= MAX_WAITING) {
      return Promise.reject(
        new DomainError('unavailable', 'Too many messages are waiting, please try again', {
          retryAfterMs: 1_000,
        }),
      );
    }
    return new Promise((settle, fail) => {
      const givesUpAt = performance.now() + PATIENCE_MS;
      const bytes = Buffer.byteLength(draft.content);
      const entry: Entry = {
        ...{ draft, announce, bytes, givesUpAt, settle, fail },
        ...{ mayBeStored: false, hasCollided: false },
      };
      this.unanswered.add(entry);
      this.patience ??= setInterval(() => this.refuseLate(), PATIENCE_CHECK_MS);
      const apart = this.setAside.get(draft.conversationId);
      (apart ?? this.waiting).push(entry);
      if (apart === undefined && !this.busy) void this.work();
    });
  }

  private async work(): Promise<void> {
    this.busy = true;
    while (this.waiting.length > 0) {
      const batch = takeBatch(this.waiting);
      this.metrics.messageBatch(batch.length);
      await this.storeAll(batch);
    }
    this.busy = false;
  }

  /** One of these conversations is held, or broken; which one shows when each is tried by itself. */
  private putAside(batch: readonly Entry[]): void {
    for (const entry of [...batch, ...this.waiting]) {
      const { conversationId } = entry.draft;
      const apart = this.setAside.get(conversationId);
      if (apart !== undefined) apart.push(entry);
      else if (batch.includes(entry)) this.setAside.set(conversationId, [entry]);
    }
    this.waiting = this.waiting.filter(({ draft }) => !this.setAside.has(draft.conversationId));
    for (const id of new Set(batch.map(({ draft }) => draft.conversationId))) void this.workApart(id);
  }

  private async workApart(conversationId: string): Promise<void> {
    const entries = this.setAside.get(conversationId) ?? [];
    while (entries.length > 0) await this.storeAll(takeBatch(entries));
    this.setAside.delete(conversationId);
  }

  private async storeAll(batch: readonly Entry[]): Promise<void> {
    for (let left = batch; left.length > 0; left = left.filter((entry) => this.unanswered.has(entry))) {
      const [first] = left as [Entry];
      try {
        await this.attempt(left);
        return;
      } catch (thrown) {
        if (isLockTimeout(thrown) && left.some(({ draft }) => !this.setAside.has(draft.conversationId))) {
          this.putAside(left);
          return;
        }
        if (isDatabaseUnavailable(thrown)) {
          // Not the fault of any of them: they stay together.
          await delay(RETRY_MS);
        } else if (left.length > 1) {
          await this.storeInParts(left);
          return;
        } else if (isUniqueViolation(thrown) && !first.hasCollided) {
          // Another node stored the same retry meanwhile: the next look finds it. If not, its conversation is
          // broken, which is nobody else's fault.
          first.hasCollided = true;
        } else {
          this.refuse(first, thrown);
          return;
        }
      }
    }
  }

  /**
   * A bad row fails its whole batch. The conversation to which it belongs is found by halving, and goes on apart:
   * whatever is wrong with it costs the others a few statements, and each of its own messages gets what it deserves.
   */
  private async storeInParts(batch: readonly Entry[]): Promise<void> {
    const ids = [...new Set(batch.map(({ draft }) => draft.conversationId))];
    const [id] = ids as [string];
    if (ids.length === 1 && !this.setAside.has(id)) {
      this.putAside(batch);
      return;
    }
    const [first, second] = ids.length === 1 ? halvesOf(batch) : halvesByConversation(batch, ids);
    await this.storeAll(first);
    await this.storeAll(second);
  }

  private async attempt(batch: readonly Entry[]): Promise<void> {
    let results: StoreResult[];
    try {
      results = await this.store.store(
        batch.map(({ draft }) => draft),
        batch.some(({ mayBeStored }) => mayBeStored),
      );
    } catch (thrown) {
      for (const entry of batch) Object.assign(entry, { mayBeStored: true, cause: thrown });
      throw thrown;
    }
    for (const [index, entry] of batch.entries()) {
      const result = asNews(results[index] as StoreResult, entry);
      this.count(result);
      if (result.outcome === 'stored') entry.announce(result);
      entry.settle(result);
      this.answered(entry);
    }
  }

  /** A try may hang for longer than a sender waits. What has not begun by then is never tried. */
  private refuseLate(): void {
    const now = performance.now();
    for (const entry of this.unanswered) {
      if (entry.givesUpAt > now) break;
      this.refuse(
        entry,
        new DomainError('unavailable', 'The message could not be stored just now, please try again', {
          retryAfterMs: 1_000,
          cause: entry.cause,
        }),
      );
    }
    this.waiting = this.waiting.filter((entry) => this.unanswered.has(entry));
  }

  private count({ outcome }: StoreResult): void {
    if (outcome === 'stored') this.totals.stored += 1;
    else if (outcome === 'known') this.totals.known += 1;
    else this.totals.refused += 1;
  }

  private oldestWaitMs(): number {
    for (const { givesUpAt } of this.unanswered) return performance.now() - (givesUpAt - PATIENCE_MS);
    return 0;
  }

  private refuse(entry: Entry, reason: unknown): void {
    this.totals.unavailable += 1;
    entry.fail(reason);
    this.answered(entry);
  }

  private answered(entry: Entry): void {
    this.unanswered.delete(entry);
    if (this.unanswered.size > 0) return;
    clearInterval(this.patience);
    this.patience = undefined;
    for (const resolve of this.idle.splice(0)) resolve();
  }
}

type Halves = readonly [readonly Entry[], readonly Entry[]];

function halvesOf(batch: readonly Entry[]): Halves {
  const half = Math.ceil(batch.length / 2);
  return [batch.slice(0, half), batch.slice(half)];
}

function halvesByConversation(batch: readonly Entry[], ids: readonly string[]): Halves {
  const early = new Set(ids.slice(0, Math.ceil(ids.length / 2)));
  const isEarly = ({ draft }: Entry) => early.has(draft.conversationId);
  return [batch.filter(isEarly), batch.filter((entry) => !isEarly(entry))];
}

/** What an earlier try of this very draft stored, unheard of by us, is news to everybody else. */
function asNews(result: StoreResult, { draft }: Entry): StoreResult {
  const isOwn = result.outcome === 'known' && result.message.id === draft.id;
  return isOwn ? { ...result, outcome: 'stored' } : result;
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
