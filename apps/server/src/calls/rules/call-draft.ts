import { type CallStatus, TIMES } from '@jiggy-care/protocol';
import type { Effect, OutgoingEvent } from './call-effects.ts';
import type { CallTimes } from './call-event.ts';
import { type CallRecord, type Device, isLive, type Leg, type Side } from './call-record.ts';
import { NO_SIGNALS, type SideSignals } from './held-signals.ts';

/** What is kept for a device that is away, counted in characters of JSON. */
const MAX_UNDELIVERED_CHARS = 256 * 1024;
const MAX_UNDELIVERED = 256;

/** One event's work on one call: the record as it will be, and what is to be told once it is stored. */
export class CallDraft {
  readonly effects: Effect[] = [];
  private record: CallRecord;

  constructor(
    call: CallRecord,
    readonly now: number,
    readonly times: CallTimes,
  ) {
    this.record = call;
  }

  get call(): CallRecord {
    return this.record;
  }

  change(patch: Partial<CallRecord>): void {
    this.record = { ...this.record, ...patch };
  }

  changeLeg(side: Side, patch: Partial<Leg>): void {
    this.change({ [side]: { ...this.record[side], ...patch } });
  }

  changeSignals(side: Side, signals: SideSignals): void {
    this.changeLeg(side, { signals });
  }

  /** What is kept for a device that is away shrinks to what it still needs to hear: not one signal. */
  over(status: CallStatus): void {
    this.change({ status, endedAt: this.now });
    for (const side of ['caller', 'callee'] as const) {
      const undelivered = this.record[side].undelivered.filter(({ event }) => !isSignal(event));
      this.changeLeg(side, { signals: NO_SIGNALS, successor: null, undelivered });
    }
  }

  /** Whether a leg is on a socket that is there, or may be, and is not this one. */
  isOnAnother(side: Side, socketId: string): boolean {
    const leg = this.record[side];
    const mayBeThere = leg.graceEndsAt === null || leg.isLeaving;
    return mayBeThere && leg.socketId !== null && leg.socketId !== socketId;
  }

  tellSocket(socketId: string, ...events: readonly OutgoingEvent[]): void {
    for (const one of events) this.effects.push({ to: { kind: 'socket', socketId }, outgoing: one });
  }

  /**
   * The device of a leg; while it is away this is kept for it. A page that wanted to go away and stayed, without
   * a word, hears the end all the same.
   */
  tellLeg(side: Side, ...events: readonly OutgoingEvent[]): void {
    const { socketId, graceEndsAt, isLeaving } = this.record[side];
    const isThere = socketId !== null && graceEndsAt === null;
    const mayHaveStayed = isLeaving && !isLive(this.record);
    if (socketId !== null && (isThere || mayHaveStayed)) this.tellSocket(socketId, ...events);
    if (!isThere) for (const one of events) this.keep(side, one);
  }

  /** As {@link tellLeg}, but only of use at this moment: nothing is kept for a device that is away. */
  tellLegNow(side: Side, event: OutgoingEvent): void {
    const { socketId, graceEndsAt } = this.record[side];
    if (socketId !== null && graceEndsAt === null) this.tellSocket(socketId, event);
  }

  /** Every device of a callee; should none be there, also the first ones that come back. */
  tellCallee(...events: readonly OutgoingEvent[]): void {
    const { userId, graceEndsAt } = this.record.callee;
    this.tellPerson(userId, events);
    if (graceEndsAt !== null) for (const one of events) this.keep('callee', one);
  }

  /** @param except a socket that is left out */
  tellPerson(userId: string, events: readonly OutgoingEvent[], except?: string): void {
    const to = { kind: 'person' as const, userId, ...(except === undefined ? {} : { except }) };
    for (const one of events) this.effects.push({ to, outgoing: one });
  }

  /** Those sockets of a person that know only what the document says. */
  tellPlain(userId: string, outgoing: OutgoingEvent, except: string): void {
    this.effects.push({ to: { kind: 'plain', userId, except }, outgoing });
  }

  /** Gives a leg to a device, which hears what it missed. */
  giveLeg(side: Side, device: Omit<Device, 'userId'>): void {
    const { undelivered } = this.record[side];
    const { socketId, deviceId, queuesCandidates } = device;
    this.changeLeg(side, {
      socketId,
      deviceId,
      queuesCandidates,
      graceEndsAt: null,
      isLeaving: false,
      successor: null,
      undelivered: [],
    });
    this.tellSocket(socketId, ...undelivered);
  }

  /** @param isLeaving whether its page said so: then it is waited for less long */
  startGrace(side: Side, isLeaving: boolean): void {
    const { reconnectGraceMs } = this.times;
    const graceMs = isLeaving ? Math.min(TIMES.pageReloadMs, reconnectGraceMs) : reconnectGraceMs;
    this.changeLeg(side, { graceEndsAt: this.now + graceMs, isLeaving });
  }

  /** What counted as away is there after all. */
  endGrace(side: Side): void {
    const { socketId, undelivered } = this.record[side];
    this.changeLeg(side, { graceEndsAt: null, isLeaving: false, undelivered: [] });
    if (socketId !== null) this.tellSocket(socketId, ...undelivered);
  }

  /** What does not fit is lost, save a description: with it the signals before it are of no use any more. */
  private keep(side: Side, outgoing: OutgoingEvent): void {
    const { undelivered } = this.record[side];
    const kept = [undelivered, undelivered.filter(({ event }) => !isSignal(event))]
      .slice(0, isDescription(outgoing.event) ? 2 : 1)
      .map((before) => [...before, outgoing])
      .find(fits);
    if (kept !== undefined) this.changeLeg(side, { undelivered: kept });
  }
}

function fits(undelivered: readonly OutgoingEvent[]): boolean {
  return undelivered.length <= MAX_UNDELIVERED && JSON.stringify(undelivered).length <= MAX_UNDELIVERED_CHARS;
}

function isDescription(event: OutgoingEvent['event']): boolean {
  return event === 'webrtc:offer' || event === 'webrtc:answer';
}

function isSignal(event: OutgoingEvent['event']): boolean {
  return event.startsWith('webrtc:') || event === 'call:media';
}
