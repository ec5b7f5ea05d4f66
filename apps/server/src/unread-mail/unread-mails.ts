import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { Clock } from '../clock/clock.ts';
import { Config } from '../config/config.ts';
import { Database } from '../database/database.ts';
import type { FactList } from '../facts/fact-list.ts';
import { Facts } from '../facts/facts.ts';
import type { Job } from '../jobs/job.ts';
import { Jobs } from '../jobs/jobs.ts';
import { Sweeps } from '../jobs/sweeps.ts';
import { MAILS_AT_ONCE, Mail } from '../mail/mail.ts';
import { describeError } from '../operations/describe-error.ts';
import { Log } from '../operations/log.ts';
import { Preferences } from '../preferences/preferences.ts';
import { notBefore } from '../preferences/quiet-hours.ts';
import { type Reader, Readers } from '../preferences/readers.ts';
import { type Addressee, type Pair, type Unread, UnreadMailRepository } from './unread-mail.repository.ts';
import { Unsubscribing } from './unsubscribing.ts';
import { WORDS } from './words.ts';

const KIND = 'unread mail';
const PairPayload = z.object({ conversationId: z.string(), userId: z.string() });
/** What comes within that time is looked after together: sending a message waits for nothing of it. */
const GATHER_MS = 1_000;
/** Finds what a node that died has gathered. */
const SWEEP = 'sweep for unread mails';
const SWEEP_TIMES = { everyMs: 10 * 60_000, overlapMs: 60 * 60_000 };

/**
 * Tells people by mail of what they have not read for a while, once for each conversation until they have. The message
 * itself is the record: nothing is written where it is sent.
 *
 * @source protocol P15.6
 */
@Injectable()
export class UnreadMails implements OnModuleInit, OnModuleDestroy {
  private readonly afterMs: number | undefined;
  private readonly gathered = new Map<string, Addressee>();
  /** Those who are looked after already, by when that will be. */
  private readonly lookedAfter = new Map<string, number>();
  private gathering: NodeJS.Timeout | undefined;

  constructor(
    config: Config,
    private readonly jobs: Jobs,
    private readonly sweeps: Sweeps,
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
    const look = (since: number) => this.sweep(since);
    this.sweeps.set(SWEEP, afterMs === undefined ? undefined : { ...SWEEP_TIMES, look });
    if (afterMs === undefined) return;
    this.jobs.work(KIND, (job) => this.tell(job, afterMs), { atOnce: MAILS_AT_ONCE });
    this.facts.hear('message.kept', (kept) => this.gather(kept, afterMs));
    this.facts.hear('messages.shown', (shown) => this.repository.noteShown(shown, shown.upToSeq));
  }

  onModuleDestroy(): void {
    clearTimeout(this.gathering);
  }

  /**
   * Looks after whoever was not told and is not about to be.
   *
   * @param since milliseconds since 1970
   */
  async sweep(since: number): Promise<void> {
    const untold = await this.repository.listUntold(since);
    if (untold.length > 0) await this.lookAfter(untold, this.clock.now());
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
    this.noteLookedAfter(key, now, now + afterMs);
    this.gathered.set(key, addressee);
    this.gathering ??= setTimeout(() => this.quietly(this.addGathered(afterMs)), GATHER_MS).unref();
  }

  private noteLookedAfter(key: string, now: number, until: number): void {
    for (const [before, over] of this.lookedAfter) {
      if (over > now) break;
      this.lookedAfter.delete(before);
    }
    // Behind all others, so that those who are over come first.
    this.lookedAfter.delete(key);
    this.lookedAfter.set(key, until);
  }

  private async addGathered(afterMs: number): Promise<void> {
    this.gathering = undefined;
    const all = [...this.gathered.values()];
    this.gathered.clear();
    await this.lookAfter(all, this.clock.now() + afterMs);
  }

  /** Those who want no such mail have no job. */
  private async lookAfter(all: readonly Addressee[], runAt: number): Promise<void> {
    const preferences = await this.preferences.of(all);
    const wanted = all.filter(({ userId }) => preferences.get(userId)?.mailUnread);
    if (wanted.length === 0) return;
    const jobs = wanted.map((pair) => ({ ...jobOf(pair), runAt, first: 'stays' as const }));
    await this.jobs.add(this.database.db, jobs);
    this.jobs.wake();
  }

  private async tell(job: Job, afterMs: number): Promise<void> {
    const pair = PairPayload.parse(job.payload);
    const unread = await this.repository.find(pair);
    if (unread === undefined || unread.firstSeq <= unread.mailedSeq) return;
    const reader = await this.readers.findTrusted(pair.userId);
    if (reader === undefined || !reader.preferences.mailUnread) return;
    if (unread.wasShown) return;
    const now = this.clock.now();
    const dueAt = dueAtOf(unread, reader, afterMs, now);
    if (dueAt > now) return this.jobs.add(this.database.db, [{ ...jobOf(pair), runAt: dueAt }]);
    await this.send(job, pair, reader);
    await this.repository.noteMailed(pair, unread.lastSeq);
  }

  private async send(job: Job, { conversationId, userId }: Pair, reader: Reader): Promise<void> {
    const { email, language } = reader;
    const { subject, paragraphs, action, why } = WORDS[language];
    await this.mail.send(job, {
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
