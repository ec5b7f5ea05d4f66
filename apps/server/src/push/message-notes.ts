import type { PushNote, UserRole } from '@jiggy-care/protocol';
import {
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { Clock } from '../clock/clock.ts';
import { Database } from '../database/database.ts';
import { Facts } from '../facts/facts.ts';
import type { Job, NewJob } from '../jobs/job.ts';
import { Jobs } from '../jobs/jobs.ts';
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
const SWEEP_EVERY_MS = 60_000;
/** A sweep finds what was lost since the last ones, and the first one what was lost while no node was there. */
const SWEEP_BACK_MS = 15 * 60_000;
const FIRST_SWEEP_BACK_MS = 24 * 3_600_000;
/** Who is away for longer finds it in the app. */
const TTL_S = 3 * 24 * 3_600;

/**
 * Tells people of what they have not read, on devices whose app is closed. The message itself is the record: what is lost
 * between it and its job, a sweep finds.
 *
 * @source protocol P16.5, P16.6
 */
@Injectable()
export class MessageNotes implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  private readonly gathered = new Map<string, Reader>();
  private gathering: NodeJS.Timeout | undefined;
  private sweeping: NodeJS.Timeout | undefined;

  constructor(
    private readonly repository: MessageNotesRepository,
    private readonly devices: DevicesRepository,
    private readonly courier: Courier,
    private readonly errands: PushErrands,
    private readonly preferences: Preferences,
    private readonly jobs: Jobs,
    private readonly facts: Facts,
    private readonly database: Database,
    private readonly vapid: Vapid,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  onModuleInit(): void {
    if (this.vapid.keys === undefined) return;
    this.jobs.work(KIND, (job) => this.tell(job));
    this.facts.hear('message.kept', ({ conversation: { id, consultantId, patientId }, message }) =>
      this.gather({
        conversationId: id,
        userId: message.senderId === consultantId ? patientId : consultantId,
      }),
    );
  }

  onApplicationBootstrap(): void {
    if (this.vapid.keys === undefined) return;
    this.quietly(this.sweep(FIRST_SWEEP_BACK_MS));
    this.sweeping = setInterval(() => this.quietly(this.sweep(SWEEP_BACK_MS)), SWEEP_EVERY_MS).unref();
  }

  onModuleDestroy(): void {
    clearTimeout(this.gathering);
    clearInterval(this.sweeping);
  }

  /** Finds what nobody was told of and nobody is about to tell. */
  async sweep(backMs = SWEEP_BACK_MS): Promise<void> {
    const now = this.clock.now();
    const untold = await this.repository.findUntold(now - backMs);
    if (untold.length > 0) await this.add(untold, now);
  }

  private gather(reader: Reader): void {
    this.gathered.set(keyOf(reader), reader);
    this.gathering ??= setTimeout(() => this.quietly(this.addGathered()), GATHER_MS).unref();
  }

  private async addGathered(): Promise<void> {
    this.gathering = undefined;
    const readers = [...this.gathered.values()];
    this.gathered.clear();
    const reached = await this.devices.whoHasSome([...new Set(readers.map(({ userId }) => userId))]);
    const now = this.clock.now();
    const told = readers.filter(({ userId }) => reached.has(userId));
    if (told.length > 0) await this.add(told, now + HELD_MS);
  }

  private async add(readers: readonly Reader[], runAt: number): Promise<void> {
    const jobs = readers.map((reader) => ({ ...jobOf(reader), runAt, first: 'stays' as const }));
    await this.jobs.add(this.database.db, jobs);
    this.jobs.wake();
  }

  private async tell(job: Job): Promise<void> {
    const { conversationId, userId, deviceId } = job.payload as unknown as Reader & { deviceId?: string };
    const reader = { conversationId, userId };
    const unread = await this.repository.find(reader);
    // A device that is tried again is told of what the others were told of already.
    if (unread === undefined || unread.isParted || (unread.upToSeq === null && deviceId === undefined))
      return;
    const preferences = await this.preferences.ofOne({ userId, role: unread.role });
    const now = this.clock.now();
    const from = notBefore(preferences, now);
    if (from > now) {
      await this.jobs.add(this.database.db, [{ ...jobOf(reader, deviceId), runAt: from }]);
      return;
    }
    const devices = preferences.pushMessages ? await this.devices.ofPerson(userId, now) : [];
    const meant = devices.filter(({ id }) => deviceId === undefined || id === deviceId);
    const parcels = await Promise.all(
      meant.map(async (device) => ({
        device,
        parcel: await this.parcelFor(device, reader, unread, preferences),
      })),
    );
    await this.courier.sendAll(job, parcels, (id) => jobOf(reader, id));
    if (unread.upToSeq === null) return;
    await this.repository.noteTold(reader, unread.upToSeq);
    await this.tellOfNewer(reader);
  }

  /** What came while the others were told found a job that was being done, and added none. */
  private async tellOfNewer(reader: Reader): Promise<void> {
    const now = await this.repository.find(reader);
    if (now === undefined || now.upToSeq === null) return;
    await this.jobs.add(this.database.db, [{ ...jobOf(reader), runAt: this.clock.now() + HELD_MS }]);
    this.jobs.wake();
  }

  private async parcelFor(
    device: Device,
    reader: Reader,
    { role, otherName, upToSeq }: UnreadOf,
    preferences: { readonly language: 'en' | 'de' | null; readonly showNames: boolean },
  ): Promise<Parcel> {
    const { conversationId, userId } = reader;
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
      ...(upToSeq === null
        ? {}
        : { receipt: await this.errands.receipt({ userId, conversationId, upToSeq }, now + TTL_S * 1_000) }),
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

function jobOf(reader: Reader, deviceId?: string): NewJob {
  const { conversationId, userId } = reader;
  if (deviceId === undefined) return { kind: KIND, key: keyOf(reader), payload: { conversationId, userId } };
  const key = `${keyOf(reader)}:${deviceId}`;
  return { kind: KIND, key, payload: { conversationId, userId, deviceId } };
}
