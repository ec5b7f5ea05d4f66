import type { PushNote, UserRole } from '@jiggy-care/protocol';
import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../clock/clock.ts';
import { Database } from '../database/database.ts';
import { Facts } from '../facts/facts.ts';
import type { Job, NewJob } from '../jobs/job.ts';
import { Jobs } from '../jobs/jobs.ts';
import { Sweeps } from '../jobs/sweeps.ts';
import { describeError } from '../operations/describe-error.ts';
import { Log } from '../operations/log.ts';
import { Preferences } from '../preferences/preferences.ts';
import { notBefore } from '../preferences/quiet-hours.ts';
import { Courier } from './courier.ts';
import { DevicesRepository } from './devices.repository.ts';
import { MessageNotesRepository, type Reader, type UnreadOf } from './message-notes.repository.ts';
import { NOTE_WORDS } from './note-words.ts';
import { PushErrands } from './push-errands.ts';
import type { Device, Parcel } from './push-service.ts';
import { topicOf } from './topic.ts';
import { Vapid } from './vapid.ts';

const KIND = 'push.message';
/** Who reads it within that time, on whichever device, is not told. */
const HELD_MS = 3_000;
/** What comes within that time is looked after together: sending a message waits for nothing of it. */
const GATHER_MS = 100;
const SWEEP = 'sweep for notifications';
const SWEEP_TIMES = { everyMs: 60_000, overlapMs: 15 * 60_000 };
/** Who is away for longer finds it in the app. */
const TTL_S = 3 * 24 * 3_600;

/**
 * Tells people of what they have not read, on devices whose app is closed. The message itself is the record: what is lost
 * between it and its job, a sweep finds.
 *
 * @source protocol P16.5, P16.6
 */
@Injectable()
export class MessageNotes implements OnModuleInit, OnModuleDestroy {
  private readonly gathered = new Map<string, Reader>();
  private gathering: NodeJS.Timeout | undefined;

  constructor(
    private readonly repository: MessageNotesRepository,
    private readonly devices: DevicesRepository,
    private readonly courier: Courier,
    private readonly errands: PushErrands,
    private readonly preferences: Preferences,
    private readonly jobs: Jobs,
    private readonly sweeps: Sweeps,
    private readonly facts: Facts,
    private readonly database: Database,
    private readonly vapid: Vapid,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  onModuleInit(): void {
    const isOn = this.vapid.keys !== undefined;
    const look = (since: number) => this.sweep(since);
    this.sweeps.set(SWEEP, isOn ? { ...SWEEP_TIMES, look } : undefined);
    if (!isOn) return;
    this.jobs.work(KIND, (job) => this.tell(job));
    this.facts.hear('message.kept', ({ conversation: { id, consultantId, patientId }, message }) =>
      this.gather({
        conversationId: id,
        userId: message.senderId === consultantId ? patientId : consultantId,
      }),
    );
  }

  onModuleDestroy(): void {
    clearTimeout(this.gathering);
  }

  /**
   * Finds what nobody was told of and nobody is about to tell.
   *
   * @param since milliseconds since 1970
   */
  async sweep(since: number): Promise<void> {
    const untold = await this.repository.findUntold(since);
    if (untold.length > 0) await this.lookAfter(untold, this.clock.now());
  }

  private gather(reader: Reader): void {
    this.gathered.set(keyOf(reader), reader);
    this.gathering ??= setTimeout(() => this.quietly(this.addGathered()), GATHER_MS).unref();
  }

  private async addGathered(): Promise<void> {
    this.gathering = undefined;
    const readers = [...this.gathered.values()];
    this.gathered.clear();
    await this.lookAfter(readers, this.clock.now() + HELD_MS);
  }

  /** Those who are reached nowhere, or want no such notification, have no job. */
  private async lookAfter(readers: readonly Reader[], runAt: number): Promise<void> {
    const told = await this.devices.whoIsTold([...new Set(readers.map(({ userId }) => userId))]);
    const jobs = readers
      .filter(({ userId }) => told.has(userId))
      .map((reader) => ({ ...jobOf(reader), runAt, first: 'stays' as const }));
    if (jobs.length === 0) return;
    await this.jobs.add(this.database.db, jobs);
    this.jobs.wake();
  }

  private async tell(job: Job): Promise<void> {
    const { conversationId, userId, ...late } = job.payload as unknown as Reader & Partial<Late>;
    const reader = { conversationId, userId };
    const again = isLate(late) ? late : undefined;
    const unread = await this.repository.find(reader);
    const upToSeq = unread && seqToTell(unread, again);
    if (unread === undefined || unread.isParted || upToSeq === undefined) return;
    const preferences = await this.preferences.ofOne({ userId, role: unread.role });
    const now = this.clock.now();
    const from = notBefore(preferences, now);
    if (from > now) {
      await this.jobs.add(this.database.db, [{ ...jobOf(reader, again), runAt: from }]);
      return;
    }
    const devices = preferences.pushMessages ? await this.devices.ofPerson(userId, now) : [];
    const meant = devices.filter(({ id }) => again === undefined || id === again.deviceId);
    const parcels = await Promise.all(
      meant.map(async (device) => ({
        device,
        parcel: await this.parcelFor(device, { ...reader, upToSeq }, unread, preferences),
      })),
    );
    await this.courier.sendAll(job, parcels, (deviceId) => jobOf(reader, { deviceId, upToSeq }));
    if (again !== undefined) return;
    await this.repository.noteTold(reader, upToSeq);
    await this.tellOfNewer(reader);
  }

  /** What came while the others were told found a job that was being done, and added none. */
  private async tellOfNewer(reader: Reader): Promise<void> {
    const now = await this.repository.find(reader);
    if (now === undefined || seqToTell(now) === undefined) return;
    await this.jobs.add(this.database.db, [{ ...jobOf(reader), runAt: this.clock.now() + HELD_MS }]);
    this.jobs.wake();
  }

  private async parcelFor(
    device: Device,
    { conversationId, userId, upToSeq }: Reader & { readonly upToSeq: number },
    { role, otherName }: UnreadOf,
    preferences: { readonly language: 'en' | 'de' | null; readonly showNames: boolean },
  ): Promise<Parcel> {
    const lang = preferences.language ?? 'en';
    const words = NOTE_WORDS[lang];
    const isNamed = preferences.showNames && device.isSignedIn && otherName !== null;
    const now = this.clock.now();
    const note: PushNote = {
      kind: 'message',
      title: words.newMessage,
      body: isNamed ? words.from(otherName) : words.fromRole[otherRole(role)],
      lang,
      tag: conversationId,
      url: `/c/${conversationId}`,
      sentAt: new Date(now).toISOString(),
      receipt: await this.errands.receipt({ userId, conversationId, upToSeq }, now + TTL_S * 1_000),
    };
    return { note, ttlS: TTL_S, urgency: 'normal', topic: topicOf(device.id, conversationId) };
  }

  private quietly(work: Promise<void>): void {
    work.catch((thrown: unknown) =>
      this.log.warn({ error: describeError(thrown) }, 'cannot look after unread messages; a sweep will'),
    );
  }
}

const otherRole = (role: UserRole): UserRole => (role === 'patient' ? 'consultant' : 'patient');

const keyOf = ({ conversationId, userId }: Reader): string => `${KIND}:${conversationId}:${userId}`;

/** A device that is told later than the others, and of what they were told of. */
interface Late {
  readonly deviceId: string;
  readonly upToSeq: number;
}

const isLate = (late: Partial<Late>): late is Late => late.deviceId !== undefined;

/** Up to which message there is something to tell; what is newer than what the others were told of is told to all. */
function seqToTell({ unreadSeq, toldSeq }: UnreadOf, late?: Late): number | undefined {
  if (unreadSeq === null) return undefined;
  const isWanted = late === undefined ? unreadSeq > toldSeq : unreadSeq <= late.upToSeq;
  return isWanted ? unreadSeq : undefined;
}

function jobOf(reader: Reader, late?: Late): NewJob {
  const { conversationId, userId } = reader;
  const key = late === undefined ? keyOf(reader) : `${keyOf(reader)}:${late.deviceId}`;
  return { kind: KIND, key, payload: { conversationId, userId, ...late } };
}
