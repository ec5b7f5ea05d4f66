import type { UserRole } from '@jiggy-care/protocol';
import {
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { z } from 'zod';
import { Clock } from '../clock/clock.ts';
import { Config } from '../config/config.ts';
import { Database } from '../database/database.ts';
import type { FactList } from '../facts/fact-list.ts';
import { Facts } from '../facts/facts.ts';
import type { Job } from '../jobs/job.ts';
import { Jobs } from '../jobs/jobs.ts';
import { MAILS_AT_ONCE, Mail } from '../mail/mail.ts';
import { describeError } from '../operations/describe-error.ts';
import { Log } from '../operations/log.ts';
import { Preferences } from '../preferences/preferences.ts';
import { notBefore } from '../preferences/quiet-hours.ts';
import { type Reader, Readers } from '../preferences/readers.ts';
import { type Pair, type Unread, UnreadMailRepository } from './unread-mail.repository.ts';
import { Unsubscribing } from './unsubscribing.ts';
import { WORDS } from './words.ts';

const KIND = 'unread mail';
const PairPayload = z.object({ conversationId: z.string(), userId: z.string() });
/** What comes within that time is looked after together: sending a message waits for nothing of it. */
const GATHER_MS = 1_000;
/** Finds what a node that died has gathered. */
const SWEEP_EVERY_MS = 10 * 60_000;
const SWEEP_BACK_MS = 60 * 60_000;
const FIRST_SWEEP_BACK_MS = 24 * 3_600_000;

interface Addressee extends Pair {
  readonly role: UserRole;
}

/**
 * Tells people by mail of what they have not read for a while, once for each conversation until they have. The message
 * itself is the record: nothing is written where it is sent.
 *
 * @source protocol P15.6
 */
@Injectable()
export class UnreadMails implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  private readonly afterMs: number | undefined;
  private readonly gathered = new Map<string, Addressee>();
  /** Those who are looked after already, by when that will be. */
  private readonly lookedAfter = new Map<string, number>();
  private gathering: NodeJS.Timeout | undefined;
  private sweeping: NodeJS.Timeout | undefined;

  constructor(
    config: Config,
    private readonly jobs: Jobs,
    private readonly facts: Facts,
    private readonly mail: Mail,
    private readonly preferences: Preferences,
    private readonly readers: Readers,
    private readonly repository: UnreadMailRepository,
    private readonly unsubscribing: Unsubscribing,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {
    this.afterMs = mail.isOn ? config.reminders.unreadAfterMs : undefined;
  }

  onModuleInit(): void {
    const { afterMs } = this;
    if (afterMs === undefined) return;
    this.jobs.work(KIND, (job) => this.tell(job, afterMs), { atOnce: MAILS_AT_ONCE });
    this.facts.hear('message.kept', (kept) => this.gather(kept, afterMs));
  }

  onApplicationBootstrap(): void {
    if (this.afterMs === undefined) return;
    this.quietly(this.sweep(FIRST_SWEEP_BACK_MS));
    this.sweeping = setInterval(() => this.quietly(this.sweep()), SWEEP_EVERY_MS).unref();
  }

  onModuleDestroy(): void {
    clearTimeout(this.gathering);
    clearInterval(this.sweeping);
  }

  /** Looks after whoever was not told and is not about to be. */
  async sweep(backMs = SWEEP_BACK_MS): Promise<void> {
    const now = this.clock.now();
    for (const [key, until] of this.lookedAfter) if (until <= now) this.lookedAfter.delete(key);
    await this.lookAfter(await this.repository.listUntold(now - backMs), now);
  }

  private gather(
    { conversation: { id, consultantId, patientId }, message }: FactList['message.kept'],
    afterMs: number,
  ): void {
    const isOfConsultant = message.senderId === consultantId;
    const userId = isOfConsultant ? patientId : consultantId;
    const addressee: Addressee = {
      conversationId: id,
      userId,
      role: isOfConsultant ? 'patient' : 'consultant',
    };
    const key = keyOf(addressee);
    const now = this.clock.now();
    if ((this.lookedAfter.get(key) ?? 0) > now) return;
    this.lookedAfter.set(key, now + afterMs);
    this.gathered.set(key, addressee);
    this.gathering ??= setTimeout(() => this.quietly(this.addGathered(afterMs)), GATHER_MS).unref();
  }

  private async addGathered(afterMs: number): Promise<void> {
    this.gathering = undefined;
    const all = [...this.gathered.values()];
    this.gathered.clear();
    const preferences = await this.preferences.of(all);
    const wanted = all.filter(({ userId }) => preferences.get(userId)?.mailUnread);
    await this.lookAfter(wanted, this.clock.now() + afterMs);
  }

  private async lookAfter(pairs: readonly Pair[], runAt: number): Promise<void> {
    if (pairs.length === 0) return;
    const jobs = pairs.map((pair) => ({ ...jobOf(pair), runAt, first: 'stays' as const }));
    await this.jobs.add(this.database.db, jobs);
    this.jobs.wake();
  }

  private async tell({ id, payload }: Job, afterMs: number): Promise<void> {
    const pair = PairPayload.parse(payload);
    const unread = await this.repository.find(pair);
    if (unread === undefined || unread.firstSeq <= unread.mailedSeq) return;
    const reader = await this.readers.find(pair.userId);
    if (reader === undefined || !reader.preferences.mailUnread) return;
    // Where notifications of messages are off, none was shown, though it counts as looked after.
    if (unread.isToldByPush && reader.preferences.pushMessages) return;
    const now = this.clock.now();
    const dueAt = dueAtOf(unread, reader, afterMs, now);
    if (dueAt > now) return this.jobs.add(this.database.db, [{ ...jobOf(pair), runAt: dueAt }]);
    await this.send(id, pair, reader);
    await this.repository.noteMailed(pair, unread.lastSeq);
  }

  private async send(jobId: string, { conversationId, userId }: Pair, reader: Reader): Promise<void> {
    const { email, language } = reader;
    const { subject, paragraphs, action, why } = WORDS[language];
    await this.mail.send(jobId, {
      ...{ to: email, language, subject, paragraphs },
      action: { text: action, url: this.mail.link(`/c/${conversationId}`) },
      note: why,
      unsubscribeUrl: await this.unsubscribing.linkFor(userId),
    });
  }

  private quietly(work: Promise<void>): void {
    work.catch((thrown: unknown) =>
      this.log.warn({ error: describeError(thrown) }, 'cannot look after what is unread; a sweep will'),
    );
  }
}

/** When the oldest has been unread for long enough, and the hour is not quiet. */
function dueAtOf({ since }: Unread, { preferences }: Reader, afterMs: number, now: number): number {
  return notBefore(preferences, Math.max(Date.parse(since) + afterMs, now));
}

const keyOf = ({ conversationId, userId }: Pair): string => `${KIND}:${conversationId}:${userId}`;

function jobOf({ conversationId, userId }: Pair) {
  const pair = { conversationId, userId };
  return { kind: KIND, key: keyOf(pair), payload: pair };
}
