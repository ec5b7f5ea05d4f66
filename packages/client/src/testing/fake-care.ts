import type { ServerEventName, ServerPayload } from '@jiggy-care/protocol';
import { ChatError } from '../errors.ts';
import type { ClientToServerEvents } from '../socket-events.ts';
import type { Account, Booking, CallRecord, Message, ServerErrorCode, UserRole } from '../wire.ts';
import { CallSwitchboard, type Said } from './call-switchboard.ts';
import type { FakeChat, FakeChatServer, FakeDevice, FakeDeviceOptions } from './fake-chat.ts';
import { FakeClock } from './fake-clock.ts';
import { DeviceBeforeServer } from './fake-device.ts';
import { FakeNet } from './fake-net.ts';
import { BOOKING, CONSULTANT, FakeServer, type Link, PATIENT, RECORD } from './fake-server.ts';

/** How long it rings, and how long a call waits for someone who is away (document, section 5). */
const RING_MS = 45_000;
const AWAY_MS = 30_000;

/** The server of one conversation and the switchboard of its calls, on one clock. */
export class FakeCare implements FakeChat {
  readonly patient = PATIENT;
  readonly consultant = CONSULTANT;
  readonly conversationId = RECORD.id;
  readonly server: FakeChatServer;
  private readonly clock = new FakeClock();
  private readonly net = new FakeNet();
  private readonly fake = new FakeServer();
  private readonly refusals: { readonly event: string; readonly code: ServerErrorCode }[] = [];
  private readonly kept = new Map<string, (() => void)[]>();
  private readonly switchboard = new CallSwitchboard({
    conversationId: RECORD.id,
    now: () => this.clock.now(),
    tell: (userId, event, payload) => this.tell(userId, event, payload),
  });

  constructor() {
    const { fake, switchboard } = this;
    fake.refuse = (event) => this.takeRefusal(event);
    fake.isOnline = (userId) => this.isHere(userId);
    fake.askBeyond = (link, event, payload) => this.handleCall(link, { event, payload } as Said);
    fake.onAdmitted = (user) => {
      this.tellPresence(user, true);
      for (const tell of this.kept.get(user.id)?.splice(0) ?? []) tell();
    };
    fake.onGone = (user) => {
      if (this.isHere(user.id)) return;
      this.tellPresence(user, false);
      const callId = switchboard.live?.id;
      this.clock.after(AWAY_MS, () => !this.isHere(user.id) && this.endCall(callId));
    };
    fake.routeBeyond = (path) => {
      if (path === '/chat/calls') return { calls: [...switchboard.records].reverse(), missedCount: 0 };
      return path === '/chat/ice-servers' ? { iceServers: [], ttl: 600 } : undefined;
    };
    this.server = this.makeServer();
  }

  now(): number {
    return this.clock.now();
  }

  pass(ms: number): Promise<void> {
    return this.clock.pass(ms);
  }

  openDevice(of: UserRole, options: FakeDeviceOptions = {}): FakeDevice {
    const person = of === 'patient' ? PATIENT : CONSULTANT;
    const { fake: server, clock, net } = this;
    return new DeviceBeforeServer(person, { server, clock, net }, options);
  }

  private makeServer(): FakeChatServer {
    const { fake, refusals } = this;
    return {
      get messages(): readonly Message[] {
        return fake.messages;
      },
      get booking(): Booking {
        return fake.bookings.find(({ id }) => id === BOOKING.id) ?? BOOKING;
      },
      write: (from, content) => fake.write(content, from === 'patient' ? PATIENT : CONSULTANT),
      cancelBooking: () => fake.changeBooking({ status: 'cancelled' }),
      refuseNext: (event: keyof ClientToServerEvents, code) => void refusals.push({ event, code }),
      stop: () => {
        fake.isDown = true;
        fake.cut();
      },
      start: () => {
        fake.isDown = false;
      },
    };
  }

  private takeRefusal(event: string): ChatError | undefined {
    const at = this.refusals.findIndex((refusal) => refusal.event === event);
    const [taken] = at < 0 ? [] : this.refusals.splice(at, 1);
    return taken && new ChatError(taken.code, `The test refuses ${event}`);
  }

  private handleCall(link: Link, said: Said): object {
    const { user: me } = link;
    const before = this.switchboard.live;
    const answer = this.switchboard.handle(me, me === PATIENT ? CONSULTANT : PATIENT, said);
    const { live } = this.switchboard;
    if (live !== undefined && live !== before && live.status === 'ringing')
      this.clock.after(RING_MS, () => this.endRing(live.id));
    if (before?.status === 'ringing' && before.calleeId === me.id)
      this.stopRingingElsewhere(
        link,
        before,
        live === undefined ? 'declined-elsewhere' : 'answered-elsewhere',
      );
    return answer;
  }

  /** It rang on every device of the called person; one of them has answered. */
  private stopRingingElsewhere(link: Link, { id: callId, callerId }: CallRecord, reason: string): void {
    if (this.switchboard.live?.status === 'ringing') return;
    for (const other of this.fake.live)
      if (other.user === link.user && other !== link)
        other.listener.event('call:ended', { fromUserId: callerId, reason, callId });
  }

  /** Nobody has taken it. */
  private endRing(callId: string): void {
    const { live } = this.switchboard;
    if (live?.id !== callId || live.status !== 'ringing') return;
    const { callerId, calleeId, conversationId } = live;
    this.switchboard.change('missed');
    this.tell(callerId, 'call:no-answer', { toUserId: calleeId, callId, reason: 'timeout' });
    this.tell(calleeId, 'call:missed', { fromUserId: callerId, callId, conversationId });
  }

  /** One of the two has not come back. */
  private endCall(callId: string | undefined): void {
    const { live } = this.switchboard;
    if (live === undefined || live.id !== callId) return;
    const { callerId, calleeId } = live;
    this.switchboard.change(live.status === 'ringing' ? 'missed' : 'ended');
    this.tell(callerId, 'call:ended', { fromUserId: calleeId, reason: 'connection-lost', callId });
    this.tell(calleeId, 'call:ended', { fromUserId: callerId, reason: 'connection-lost', callId });
  }

  private isHere(userId: string): boolean {
    return this.fake.live.some(({ user }) => user.id === userId);
  }

  private tellPresence(person: Account, online: boolean): void {
    const lastSeenAt = online ? null : new Date(this.clock.now()).toISOString();
    for (const { user, listener } of this.fake.live)
      if (user !== person) listener.event('presence', { userId: person.id, online, lastSeenAt });
  }

  /** On all devices of this person; if none is there, as soon as one is. */
  private tell<E extends ServerEventName>(userId: string, event: E, payload: ServerPayload<E>): void {
    const tell = () => {
      for (const { user, listener } of this.fake.live) if (user.id === userId) listener.event(event, payload);
    };
    if (this.isHere(userId)) tell();
    else this.kept.set(userId, [...(this.kept.get(userId) ?? []), tell]);
  }
}
