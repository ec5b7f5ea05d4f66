import type { ClientEventName, ClientInput, ServerEventName, ServerPayload } from '@jiggy-care/protocol';
import { assembleCalls } from '../call/assemble-calls.ts';
import type { CallConnection } from '../call/surroundings.ts';
import type { ConnectionState } from '../connection/connection-state.ts';
import type { AnswerTo, NamedAnswer } from '../connection/exchange.ts';
import { Emitter } from '../emitter.ts';
import { ChatError } from '../errors.ts';
import { Writable } from '../store.ts';
import type { Account, CallRecord } from '../wire.ts';
import { CallSwitchboard, type Said } from './call-switchboard.ts';
import { FakeCallMemory, FakeCallPlatform } from './fake-call-platform.ts';
import { FakeClock } from './fake-clock.ts';
import { FakeNet } from './fake-net.ts';

export const ANN: Account = { id: 'ann', email: 'ann@example.org', name: 'Ann', role: 'patient' };
export const BOB: Account = { id: 'bob', email: 'bob@example.org', name: 'Bob', role: 'consultant' };
const CONVERSATION = 'conv';

type Events = { [E in ServerEventName]: ServerPayload<E> };

/** A connection that comes and goes as the test says; what is asked on it goes to the desk. */
export class FakeCallConnection implements CallConnection {
  readonly state = new Writable<ConnectionState>({ status: 'connected', since: 0, attempt: 0 });
  transport: 'socket' | 'rest' | undefined = 'socket';
  /** Everything that was asked or told, in order. */
  readonly said: Said[] = [];
  /** Takes an event out of the desk's hands: it throws a refusal, or returns a promise that it settles itself. */
  intercept: (event: ClientEventName) => Promise<NamedAnswer> | undefined = () => undefined;
  private readonly events = new Emitter<Events>();
  private readonly life = new Emitter<{ up: 'socket' | 'rest'; down: undefined; wake: undefined }>();
  private readonly open = new Set<(failure: ChatError) => void>();

  constructor(private readonly handle: (said: Said) => NamedAnswer) {}

  readonly on = <E extends ServerEventName>(event: E, listener: (payload: ServerPayload<E>) => void) =>
    this.events.on(event, listener);
  readonly onUp = (listener: (transport: 'socket' | 'rest') => void) => this.life.on('up', listener);
  readonly onDown = (listener: () => void) => this.life.on('down', listener);
  readonly onWake = (listener: () => void) => this.life.on('wake', listener);

  tell<E extends ClientEventName>(event: E, payload: ClientInput<E>): void {
    void this.inquire(event, payload).catch(() => {});
  }

  async ask<E extends ClientEventName>(event: E, payload: ClientInput<E>): Promise<AnswerTo<E>> {
    return (await this.inquire(event, payload)).data as AnswerTo<E>;
  }

  inquire<E extends ClientEventName>(event: E, payload: ClientInput<E>): Promise<NamedAnswer> {
    if (this.transport !== 'socket') return Promise.reject(new ChatError('unreachable', 'no connection'));
    const said = { event, payload: payload as Record<string, unknown> };
    this.said.push(said);
    return new Promise((resolve, reject) => {
      this.open.add(reject);
      const answer = this.intercept(event) ?? Promise.resolve().then(() => this.handle(said));
      answer.then(resolve, reject).finally(() => this.open.delete(reject));
    });
  }

  /** What the server tells. */
  hear<E extends ServerEventName>(event: E, payload: ServerPayload<E>): void {
    if (this.transport === 'socket') this.events.emit(event, payload as Events[E]);
  }

  names(): ClientEventName[] {
    return this.said.map(({ event }) => event);
  }

  /** The server does what is asked next, and its answer comes only when the returned function is called. */
  withholdAnswer(to: ClientEventName): () => void {
    let deliver = () => {};
    this.intercept = (event) => {
      if (event !== to) return undefined;
      this.intercept = () => undefined;
      const answered = this.inquire(event, this.said.at(-1)?.payload as never);
      this.said.pop();
      return new Promise((resolve, reject) => {
        deliver = () => void answered.then(resolve, reject);
      });
    };
    return () => deliver();
  }

  /** How often someone doubted that it is alive. */
  probes = 0;

  probe(): void {
    this.probes += 1;
  }

  goDown(): void {
    this.transport = undefined;
    this.state.update((state) => ({ ...state, status: 'reconnecting' }));
    for (const fail of [...this.open]) fail(new ChatError('no_answer', 'the connection was lost'));
    this.life.emit('down', undefined);
  }

  comeUp(): void {
    this.transport = 'socket';
    this.state.update((state) => ({ ...state, status: 'connected' }));
    this.life.emit('up', 'socket');
  }

  wake(): void {
    this.life.emit('wake', undefined);
  }
}

/**
 * A server of two people that does what it is told and no more: it rings, connects, ends and passes signals on at
 * once. What a person is told while away is kept for the return, as the real one does.
 */
export class CallDesk {
  readonly clock = new FakeClock();
  readonly net = new FakeNet();
  readonly connections = new Map<string, FakeCallConnection>();
  isRestDown = false;
  private readonly awaySince = new Map<string, number>();
  private readonly kept = new Map<string, (() => void)[]>();
  private readonly switchboard = new CallSwitchboard({
    conversationId: CONVERSATION,
    now: () => this.clock.now(),
    tell: (userId, event, payload) => this.tell(userId, event, payload),
  });

  get records(): CallRecord[] {
    return this.switchboard.records;
  }

  get live(): CallRecord | undefined {
    return this.switchboard.live;
  }

  /** A person at a page of theirs. */
  sit(me: Account, { memory = new FakeCallMemory() } = {}) {
    const other = me === ANN ? BOB : ANN;
    const connection = new FakeCallConnection((said) => this.switchboard.handle(me, other, said));
    const platform = new FakeCallPlatform(this.net, memory);
    const session = new Writable<Account | undefined>(me);
    this.connections.set(me.id, connection);
    let held = 0;
    let made = 0;
    const calls = assembleCalls({
      connection,
      platform,
      clock: this.clock,
      session,
      user: () => session.get(),
      uuid: () => `${me.id}-${++made}`,
      findOther: (id) => (id === CONVERSATION ? { id: other.id, name: other.name } : undefined),
      hold: () => {
        held += 1;
        return () => {
          held -= 1;
        };
      },
      ping: async () => 1,
      rest: {
        listCalls: async () => {
          if (this.isRestDown) throw new ChatError('unreachable', 'no rest');
          return { calls: [...this.records].reverse(), missedCount: 0 };
        },
        markCallsSeen: async () => {},
        listIceServers: async () => ({ iceServers: [{ urls: ['turn:t'] }], ttl: 600 }),
      },
    });
    return {
      calls,
      connection,
      platform,
      memory,
      session,
      get held() {
        return held;
      },
      get call() {
        return calls.current.get();
      },
      get state() {
        return calls.current.get()?.state.get();
      },
      place: (type: 'video' | 'audio' = 'video') => calls.place({ conversationId: CONVERSATION, type }),
    };
  }

  /**
   * Ends what the real server would have ended by now: a ring that nobody took for 45 s, a call of someone who has
   * been away for 30 s. To be called now and then by a test that lets much time pass.
   */
  review(): void {
    const { live } = this;
    const now = this.clock.now();
    if (live === undefined) return;
    const { id: callId, callerId, calleeId } = live;
    for (const [userId, { transport }] of this.connections)
      if (transport === 'socket') this.awaySince.delete(userId);
      else if (!this.awaySince.has(userId)) this.awaySince.set(userId, now);
    const isAway = [callerId, calleeId].some((userId) => now - (this.awaySince.get(userId) ?? now) >= 30_000);
    const isUnanswered = live.status === 'ringing' && now - Date.parse(live.startedAt) >= 45_000;
    if (!isAway && !isUnanswered) return;
    this.change(live.status === 'ringing' ? 'missed' : 'ended');
    const reason = 'connection-lost';
    this.tell(callerId, 'call:ended', { fromUserId: calleeId, reason, callId });
    this.tell(calleeId, 'call:ended', { fromUserId: callerId, reason, callId });
  }

  /** A person's connection is back: what was kept for them is told. */
  comeBack(me: Account): void {
    this.connections.get(me.id)?.comeUp();
    for (const tell of this.kept.get(me.id)?.splice(0) ?? []) tell();
  }

  change(status: CallRecord['status']): void {
    this.switchboard.change(status);
  }

  tell<E extends ServerEventName>(userId: string, event: E, payload: ServerPayload<E>): void {
    const tell = () => this.connections.get(userId)?.hear(event, payload);
    if (this.connections.get(userId)?.transport === 'socket') tell();
    else this.kept.set(userId, [...(this.kept.get(userId) ?? []), tell]);
  }
}
