import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../clock/clock.ts';
import { describeError } from '../operations/describe-error.ts';
import type { Log } from '../operations/log.ts';
import type { GuardedPost, Refusal } from '../outgoing/guarded-post.ts';
import { wishedPauseMs } from '../outgoing/retry-after.ts';
import type { ClaimedEvent, OutboxRepository, SettleTimes } from './outbox.repository.ts';
import { nextTryAt } from './retry-times.ts';
import { signatureOf } from './signature.ts';

/** How many are posted to one address at once, each of another lane. */
export const MAX_AT_ONCE = 20;
/** Longer than a post and its bookkeeping may last; who holds one for longer counts as dead. */
const LEASE_MS = 30_000;
/** Also an idle node looks now and then: another may have died, or somebody asked for something anew. */
const LOOK_EVERY_MS = 10_000;
/** What comes within so short a time is looked for together. */
const GATHER_MS = 10;
const LOOK_SOON_MS = 50;
const AFTER_A_FAULT_MS = 1_000;
/** A lane that never ends makes room for others after so many. */
const MAX_IN_A_ROW = 20;
/** A post that is under way when the server stops has this long to be answered. */
const LAST_ANSWERS_MS = 2_000;
/** The receiver wants no more of it. */
const GONE = 'status 410';

/** One of the operator's addresses. */
export interface Receiver {
  /** Its place in the settings, from 1. */
  readonly endpoint: number;
  readonly url: URL;
  readonly keys: readonly Buffer[];
}

export type Outcome = 'taken' | 'refused' | 'given_up';

interface Surroundings {
  readonly outbox: OutboxRepository;
  readonly post: GuardedPost;
  readonly clock: Clock;
  readonly log: Log;
  readonly count: (outcome: Outcome) => void;
}

/**
 * Posts what is in the outbox for one address: at least once, and what is of one lane in its order. Any number of nodes may
 * do so at once; what one of them holds when it dies goes to another when its lease ends.
 *
 * @source protocol P14.2, P14.3
 */
export class Deliveries {
  private readonly underWay = new Set<Promise<void>>();
  private readonly stopping = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private isLooking = false;
  private hasNews = false;
  private willLookSoon = false;
  private isStopped = false;
  /** Whether it was said that the address refuses something. */
  private isFailing = false;

  constructor(
    private readonly receiver: Receiver,
    private readonly surroundings: Surroundings,
  ) {}

  /** Looks for what is due; nobody waits for it. */
  wake(): void {
    this.hasNews = true;
    if (!this.isLooking && !this.willLookSoon) this.lookIn(GATHER_MS);
  }

  /** Begins nothing new, waits a little for what is under way, and gives the rest back. */
  async stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    const early = new AbortController();
    const tooLate = sleep(LAST_ANSWERS_MS, undefined, { signal: early.signal }).catch(() => {});
    await Promise.race([Promise.all(this.underWay), tooLate]);
    early.abort();
    this.stopping.abort();
    await Promise.all(this.underWay);
  }

  private lookIn(ms: number): void {
    if (this.isStopped) return;
    clearTimeout(this.timer);
    this.willLookSoon = ms === GATHER_MS;
    this.timer = setTimeout(() => void this.look(), ms).unref();
  }

  private async look(): Promise<void> {
    this.isLooking = true;
    this.hasNews = false;
    let pauseMs = AFTER_A_FAULT_MS;
    try {
      await this.takeDue();
      pauseMs = this.hasNews ? GATHER_MS : await this.untilNextDue();
    } catch (thrown) {
      this.surroundings.log.warn({ error: describeError(thrown) }, 'cannot look for webhooks to post');
    }
    this.isLooking = false;
    this.lookIn(this.hasNews && pauseMs !== AFTER_A_FAULT_MS ? GATHER_MS : pauseMs);
  }

  private async takeDue(): Promise<void> {
    const { outbox } = this.surroundings;
    const { endpoint } = this.receiver;
    for (let hasMore = true; hasMore && !this.isStopped; ) {
      const limit = MAX_AT_ONCE - this.underWay.size;
      // Whoever ends next looks again.
      if (limit === 0) return;
      const found = await outbox.claim(endpoint, { ...this.lease(), limit });
      for (const event of found.claimed) this.begin(event);
      hasMore = found.hasMore;
    }
  }

  private async untilNextDue(): Promise<number> {
    if (this.underWay.size === MAX_AT_ONCE) return LOOK_EVERY_MS;
    const dueAt = await this.surroundings.outbox.findNextDue(this.receiver.endpoint);
    if (dueAt === undefined) return LOOK_EVERY_MS;
    return Math.min(Math.max(dueAt - this.surroundings.clock.now(), LOOK_SOON_MS), LOOK_EVERY_MS);
  }

  private lease(): SettleTimes {
    const now = this.surroundings.clock.now();
    return { now, leaseEndsAt: now + LEASE_MS };
  }

  private begin(first: ClaimedEvent): void {
    const work = this.goDownTheLane(first)
      .catch((thrown: unknown) =>
        // Its lease ends, and then it is posted again.
        this.surroundings.log.warn({ error: describeError(thrown) }, 'cannot note what became of a webhook'),
      )
      .finally(() => {
        this.underWay.delete(work);
        this.wake();
      });
    this.underWay.add(work);
  }

  private async goDownTheLane(first: ClaimedEvent): Promise<void> {
    let event: ClaimedEvent | undefined = first;
    for (let left = MAX_IN_A_ROW - 1; event !== undefined; left -= 1) {
      event = await this.attempt(event, left > 0 && !this.isStopped);
    }
  }

  /** @returns the next of the lane, where this one is over and it is wanted */
  private async attempt(event: ClaimedEvent, wantsNext: boolean): Promise<ClaimedEvent | undefined> {
    const { outbox, count } = this.surroundings;
    const refusal = await this.postOne(event);
    const fault = refusal?.fault;
    const times = this.lease();
    if (fault !== undefined && this.stopping.signal.aborted) {
      await outbox.postpone(event, times.now);
      return undefined;
    }
    this.noteWhetherFailing(event, fault);
    if (refusal === undefined) {
      const next = await outbox.settle(event, times, wantsNext);
      count('taken');
      return next;
    }
    count('refused');
    const failures = event.failures + 1;
    const again = nextTry(refusal, failures, Date.parse(event.queuedAt), times.now);
    if (again !== undefined) {
      await outbox.postpone(event, again, fault);
      return undefined;
    }
    const next = await outbox.settle(event, times, wantsNext, fault);
    count('given_up');
    const { eventId, type } = event;
    this.surroundings.log.error({ ...this.about(fault), eventId, type, failures }, 'a webhook was given up');
    return next;
  }

  private postOne({ eventId, body }: ClaimedEvent): Promise<Refusal | undefined> {
    const { url, keys } = this.receiver;
    const timestamp = Math.floor(this.surroundings.clock.now() / 1_000);
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'jiggy-care-chat',
      'webhook-id': eventId,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signatureOf({ id: eventId, timestamp, body }, keys),
    };
    return this.surroundings.post.post(url, headers, body, this.stopping.signal);
  }

  /** Said once. That others are taken meanwhile does not mean that what was refused is well. */
  private noteWhetherFailing({ failures }: ClaimedEvent, fault: string | undefined): void {
    const { log } = this.surroundings;
    if (fault !== undefined && !this.isFailing) {
      this.isFailing = true;
      log.warn(this.about(fault), 'an address does not take a webhook; it is tried again');
    } else if (fault === undefined && this.isFailing && failures > 0) {
      this.isFailing = false;
      log.info(this.about(), 'the address takes what it had refused');
    }
  }

  /** Its path may be a secret of the receiver. */
  private about(fault?: string): object {
    const { endpoint, url } = this.receiver;
    return { endpoint, origin: url.origin, ...(fault === undefined ? {} : { fault }) };
  }
}

function nextTry(
  { fault, answer }: Refusal,
  failures: number,
  queuedAt: number,
  now: number,
): number | undefined {
  if (fault === GONE) return undefined;
  return nextTryAt(failures, queuedAt, now, answer === undefined ? 0 : wishedPauseMs(answer, now));
}
