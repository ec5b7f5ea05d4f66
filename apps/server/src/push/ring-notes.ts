import type { CallStatus, PushNote, UserRole } from '@jiggy-care/protocol';
import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { OtherWays } from '../calls/other-ways.ts';
import { type Ring, Rings } from '../calls/rings.ts';
import { Clock } from '../clock/clock.ts';
import { Config } from '../config/config.ts';
import type { Executor } from '../database/database.ts';
import { Database } from '../database/database.ts';
import { DomainError } from '../errors/domain-error.ts';
import type { FactList } from '../facts/fact-list.ts';
import type { Job, NewJob } from '../jobs/job.ts';
import { Jobs } from '../jobs/jobs.ts';
import { Preferences } from '../preferences/preferences.ts';
import { Courier } from './courier.ts';
import { DevicesRepository } from './devices.repository.ts';
import { NOTE_WORDS } from './note-words.ts';
import { type DeclineErrand, PushErrands } from './push-errands.ts';
import type { Device, Parcel } from './push-service.ts';
import { type CallPeople, RingNotesRepository } from './ring-notes.repository.ts';
import { topicOf } from './topic.ts';
import { Vapid } from './vapid.ts';

const RING = 'push.ring';
const RING_OVER = 'push.ring-over';
/** Whoever rings has done so by then, or has died: another node does it. */
const RINGS_FOR_MS = 7_000;
/** That something was missed is of use for longer than that it was answered. */
const MISSED_TTL_S = 24 * 3_600;
const OVER_TTL_S = 60;
/** What is tried again so late is of no use. */
const OVER_KEPT_MS = 3_600_000;

type Change = FactList['call.changed'];
type OutcomeOfRing = NonNullable<PushNote['outcome']>;

/**
 * Rings on devices whose app is closed, and says there how it ended. Each of the two is a job that is stored with the
 * change of the call.
 *
 * @source protocol P16.7, P16.8
 */
@Injectable()
export class RingNotes implements OnModuleInit, OnModuleDestroy {
  private removeWay: (() => void) | undefined;
  /** From which notification a call is just being declined: there nothing has to be said of it. */
  private readonly declining = new Map<string, string>();

  constructor(
    private readonly rings: Rings,
    private readonly otherWays: OtherWays,
    private readonly repository: RingNotesRepository,
    private readonly devices: DevicesRepository,
    private readonly courier: Courier,
    private readonly errands: PushErrands,
    private readonly preferences: Preferences,
    private readonly jobs: Jobs,
    private readonly database: Database,
    private readonly config: Config,
    private readonly vapid: Vapid,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    if (this.vapid.keys === undefined) return;
    this.removeWay = this.otherWays.add((userId) => this.canRing(userId));
    this.jobs.work(RING, (job) => this.ring(job));
    this.jobs.work(RING_OVER, (job) => this.tellEnd(job));
    this.jobs.addFor('call.changed', (changes, tx) => this.jobsFor(changes, tx));
  }

  onModuleDestroy(): void {
    this.removeWay?.();
  }

  /**
   * Declines a call from its notification.
   *
   * @throws DomainError `not_found` for a token that does not entitle to it, `no_such_call` where it rings no more
   */
  async decline(callId: string, token: string): Promise<void> {
    const errand = await this.errands.readDecline(token);
    if (errand?.callId !== callId) throw DomainError.notFound('Call');
    const ring = await this.rings.find(callId);
    if (ring === undefined) throw new DomainError('no_such_call', 'There is no such call any more');
    if (!(await this.isReachable(errand))) throw DomainError.notFound('Call');
    this.declining.set(callId, errand.deviceId);
    try {
      await this.rings.decline(ring);
    } finally {
      this.declining.delete(callId);
    }
  }

  /** Whoever has signed out of a device does nothing with what came to it. */
  private async isReachable({ calleeId, deviceId }: DeclineErrand): Promise<boolean> {
    const devices = await this.devices.ofPerson(calleeId, this.clock.now());
    return devices.some(({ id }) => id === deviceId);
  }

  private async canRing(userId: string): Promise<boolean> {
    if (!(await this.devices.whoHasSome([userId])).has(userId)) return false;
    return (await this.preferencesOf(userId)).pushCalls;
  }

  private async jobsFor(changes: readonly Change[], tx: Executor): Promise<NewJob[]> {
    const wanted = changes.filter(({ from, to }) => to === 'ringing' || from === 'ringing');
    if (wanted.length === 0) return [];
    const reached = await this.devices.whoHasSome(
      wanted.map(({ calleeId }) => calleeId),
      tx,
    );
    return wanted.filter(({ calleeId }) => reached.has(calleeId)).map((change) => this.jobOf(change));
  }

  private jobOf({ callId, to }: Change): NewJob {
    if (to === 'ringing') return ringJob(callId, this.clock.now() + this.config.ringTimeoutMs);
    const exceptId = this.declining.get(callId);
    // It takes the place of a ring that has not been told yet.
    return { ...overJob(callId, to, this.clock.now(), exceptId), key: ringKey(callId) };
  }

  private async ring(job: Job): Promise<void> {
    const { callId, deviceId } = job.payload as { callId: string; deviceId?: string };
    const ring = await this.rings.find(callId);
    if (ring === undefined) return;
    const preferences = await this.preferencesOf(ring.calleeId);
    const devices = preferences.pushCalls ? await this.devices.ofPerson(ring.calleeId, this.clock.now()) : [];
    const people = await this.repository.find(callId);
    if (people === undefined) return;
    const meant = devices.filter(({ id }) => deviceId === undefined || id === deviceId);
    const parcels = await Promise.all(
      meant.map(async (device) => ({
        device,
        parcel: await this.ringParcel(device, ring, people, preferences),
      })),
    );
    await this.insured(ring, () =>
      this.courier.sendAll(job, parcels, (id) => ringJob(callId, ring.endsAt, id)),
    );
    await this.correct(callId);
  }

  /** The lease of a job is longer than most rings: were this node to die now, nobody would ring in time. */
  private async insured({ callId, endsAt }: Ring, work: () => Promise<void>): Promise<void> {
    const key = `${ringKey(callId)}:insured`;
    const runAt = this.clock.now() + RINGS_FOR_MS;
    await this.jobs.add(this.database.db, [{ ...ringJob(callId, endsAt), key, runAt }]);
    try {
      await work();
    } finally {
      await this.jobs.remove(this.database.db, [key]);
    }
  }

  /** A ring that ended while it was being told may have been told after its end. */
  private async correct(callId: string): Promise<void> {
    const now = await this.repository.find(callId);
    if (now === undefined || now.status === 'ringing') return;
    await this.jobs.add(this.database.db, [overJob(callId, now.status, this.clock.now())]);
    this.jobs.wake();
  }

  private async tellEnd(job: Job): Promise<void> {
    const { callId, status, deviceId, exceptId } = job.payload as {
      callId: string;
      status: CallStatus;
      deviceId?: string;
      exceptId?: string;
    };
    const people = await this.repository.find(callId);
    if (people === undefined) return;
    const preferences = await this.preferencesOf(people.calleeId);
    const devices = preferences.pushCalls
      ? await this.devices.ofPerson(people.calleeId, this.clock.now())
      : [];
    const meant = devices.filter(({ id }) => id !== exceptId && (deviceId === undefined || id === deviceId));
    const parcels = meant.map((device) => ({
      device,
      parcel: this.endParcel(device, callId, outcomeOf(status), people, preferences),
    }));
    await this.courier.sendAll(job, parcels, (id) =>
      overJob(callId, status, this.clock.now(), undefined, id),
    );
  }

  private async ringParcel(
    device: Device,
    { callId, conversationId, calleeId, callType, endsAt, now }: Ring,
    people: CallPeople,
    { language, showNames }: Told,
  ): Promise<Parcel> {
    const lang = language ?? 'en';
    const words = NOTE_WORDS[lang];
    const isNamed = showNames && device.isSignedIn && people.callerName !== null;
    const note: PushNote = {
      kind: 'call',
      title: words.ringing[callType],
      body: isNamed ? words.isCalling(people.callerName) : words.roleIsCalling[people.callerRole],
      lang,
      ...aboutCall(callId, conversationId),
      sentAt: this.now(),
      expiresAt: new Date(endsAt).toISOString(),
      answer: words.answer,
      decline: {
        title: words.decline,
        token: await this.errands.decline({ callId, calleeId, deviceId: device.id }, endsAt),
      },
    };
    const ttlS = Math.max(0, Math.ceil((endsAt - now) / 1_000));
    return { note, ttlS, urgency: 'high', topic: topicOf(device.id, callId) };
  }

  private endParcel(
    device: Device,
    callId: string,
    outcome: OutcomeOfRing,
    { conversationId, callerName, callerRole }: CallPeople,
    { language, showNames }: Told,
  ): Parcel {
    const lang = language ?? 'en';
    const words = NOTE_WORDS[lang];
    const isNamed = showNames && device.isSignedIn && callerName !== null;
    const from = isNamed ? words.from(callerName) : words.fromRole[callerRole];
    const note: PushNote = {
      kind: 'call-over',
      title: words[outcome],
      body: outcome === 'missed' ? from : words.elsewhere,
      lang,
      ...aboutCall(callId, conversationId),
      sentAt: this.now(),
      outcome,
    };
    const ttlS = outcome === 'missed' ? MISSED_TTL_S : OVER_TTL_S;
    return { note, ttlS, urgency: 'high', topic: topicOf(device.id, callId) };
  }

  /** The role makes no difference to what is asked here. */
  private preferencesOf(userId: string): Promise<Told & { readonly pushCalls: boolean }> {
    return this.preferences.ofOne({ userId, role: 'patient' satisfies UserRole });
  }

  private now(): string {
    return new Date(this.clock.now()).toISOString();
  }
}

interface Told {
  readonly language: 'en' | 'de' | null;
  readonly showNames: boolean;
}

/** A ring and its being missed are one note, and the page of the app shows its own with the same tag. */
function aboutCall(callId: string, conversationId: string) {
  return { callId, tag: `call:${conversationId}`, url: `/c/${conversationId}` };
}

function outcomeOf(status: CallStatus): OutcomeOfRing {
  if (status === 'rejected') return 'declined';
  return status === 'active' || status === 'ended' || status === 'failed' ? 'answered' : 'missed';
}

const ringKey = (callId: string): string => `${RING}:${callId}`;

function ringJob(callId: string, expiresAt: number, deviceId?: string): NewJob {
  const key = deviceId === undefined ? ringKey(callId) : `${ringKey(callId)}:${deviceId}`;
  return { kind: RING, key, expiresAt, payload: { callId, ...(deviceId && { deviceId }) } };
}

function overJob(
  callId: string,
  status: CallStatus,
  now: number,
  exceptId?: string,
  deviceId?: string,
): NewJob {
  return {
    kind: RING_OVER,
    expiresAt: now + OVER_KEPT_MS,
    payload: { callId, status, ...(exceptId && { exceptId }), ...(deviceId && { deviceId }) },
  };
}
