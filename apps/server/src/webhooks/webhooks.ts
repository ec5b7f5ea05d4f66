import {
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { Clock } from '../clock/clock.ts';
import { Config } from '../config/config.ts';
import { Facts } from '../facts/facts.ts';
import { describeError } from '../operations/describe-error.ts';
import { Log } from '../operations/log.ts';
import { Metrics } from '../operations/metrics.ts';
import { GuardedPost } from '../outgoing/guarded-post.ts';
import { Deliveries, MAX_AT_ONCE, type Outcome } from './deliveries.ts';
import { type OutboxFigures, OutboxRepository } from './outbox.repository.ts';
import { MAX_WAIT_MS } from './retry-times.ts';
import { kindsToTell, recordWebhooks } from './webhook-recorder.ts';

const DAY_MS = 24 * 3_600_000;
const KEEP_TAKEN_MS = 3 * DAY_MS;
const KEEP_FAILED_MS = 30 * DAY_MS;
const COUNT_EVERY_MS = 15_000;
const TIDY_EVERY_MS = 10 * 60_000;

/**
 * Tells the operator's own systems what happens: the outbox gets it with the cause, and from there it is posted. Where no
 * address is set it does nothing, and nothing is recorded.
 */
@Injectable()
export class Webhooks implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  private deliveries: readonly Deliveries[] = [];
  private readonly timers: NodeJS.Timeout[] = [];
  private readonly outcomes = new Map<Outcome, number>([
    ['taken', 0],
    ['refused', 0],
    ['given_up', 0],
  ]);
  private figures: OutboxFigures = { waiting: 0, failed: 0, oldestQueuedAt: null };
  private post: GuardedPost | undefined;

  constructor(
    private readonly config: Config,
    private readonly facts: Facts,
    private readonly outbox: OutboxRepository,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly metrics: Metrics,
  ) {}

  onModuleInit(): void {
    const { webhooks } = this.config;
    if (webhooks === undefined) return;
    recordWebhooks(this.facts, webhooks, this.outbox, () => this.clock.now());
    const { outbox, clock, log } = this;
    const post = new GuardedPost({ reach: webhooks.reach, maxSockets: MAX_AT_ONCE });
    const count = (outcome: Outcome) =>
      void this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
    this.post = post;
    this.deliveries = webhooks.urls.map(
      (url, index) =>
        new Deliveries(
          { endpoint: index + 1, url, keys: webhooks.keys },
          { outbox, post, clock, log, count },
        ),
    );
    for (const kind of kindsToTell(webhooks)) this.facts.hear(kind, () => this.wake());
    this.showFigures();
  }

  onApplicationBootstrap(): void {
    if (this.deliveries.length === 0) return;
    this.wake();
    void this.attempt(() => this.count());
    this.every(COUNT_EVERY_MS, () => this.count());
    this.every(TIDY_EVERY_MS, () => this.tidy());
  }

  async onModuleDestroy(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    await Promise.all(this.deliveries.map((deliveries) => deliveries.stop()));
    this.post?.close();
  }

  /** Looks for what is due. */
  wake(): void {
    for (const deliveries of this.deliveries) deliveries.wake();
  }

  /** Forgets what is over for long, and gives up what waits for an address that is no more. */
  async tidy(): Promise<void> {
    const now = this.clock.now();
    await this.outbox.forget({ takenBefore: now - KEEP_TAKEN_MS, failedBefore: now - KEEP_FAILED_MS });
    // Not at once: while nodes are replaced one by one, another may know more addresses.
    await this.outbox.giveUpStranded(this.deliveries.length, now - MAX_WAIT_MS, now);
  }

  private async count(): Promise<void> {
    this.figures = await this.outbox.readFigures();
  }

  private every(ms: number, work: () => Promise<void>): void {
    this.timers.push(setInterval(() => void this.attempt(work), ms).unref());
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      this.log.warn({ error: describeError(thrown) }, 'cannot look after the outbox of webhooks');
    }
  }

  private showFigures(): void {
    const { metrics } = this;
    metrics.totals(
      'jiggy_webhook_posts_total',
      'Posts of webhooks, by outcome.',
      'outcome',
      () => this.outcomes,
    );
    metrics.gauge(
      'jiggy_webhooks_waiting',
      'Webhooks of all nodes that are still to be taken.',
      () => this.figures.waiting,
    );
    metrics.gauge(
      'jiggy_webhooks_failed',
      'Webhooks that were given up and are kept.',
      () => this.figures.failed,
    );
    metrics.gauge('jiggy_webhooks_oldest_seconds', 'For how long the oldest webhook waits.', () => {
      const { oldestQueuedAt } = this.figures;
      return oldestQueuedAt === null ? 0 : Math.max(0, this.clock.now() - Date.parse(oldestQueuedAt)) / 1_000;
    });
  }
}
