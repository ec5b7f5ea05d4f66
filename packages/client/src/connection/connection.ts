import type { ClientEventName, ClientInput, ServerEventName, ServerPayload } from '@jiggy-care/protocol';
import { Emitter } from '../emitter.ts';
import { ChatError, toChatError } from '../errors.ts';
import type { Clock, Network } from '../platform/platform.ts';
import { Writable } from '../store.ts';
import type { ConnectionState } from './connection-state.ts';
import { Dial, type DialParts } from './dial.ts';
import { type AnswerTo, Exchange, type NamedAnswer } from './exchange.ts';
import { reconnectDelayMs } from './reconnect-policy.ts';
import type { OpenSocket } from './socket.ts';

/** A connection that lasted this long was a good one: the next failure starts counting anew. */
const STABLE_MS = 10_000;
/** A live connection answers something small in far less, even from far away. */
const PROBE_MS = 2_000;
/** A conversation that nobody is in: to leave it is the smallest question that there is. */
const NOWHERE = '00000000-0000-4000-8000-000000000000';
/** So many tries of sockets that failed while REST answers mean that sockets are blocked here. */
const TRIES_BEFORE_REST = 2;
/** Whoever cannot wait is served so for a while; a server that is gone for longer is not stormed. */
const HURRY_MS = 60_000;

type Events = { [E in ServerEventName]: ServerPayload<E> };

interface Parts extends DialParts {
  readonly clock: Clock;
  readonly random: () => number;
  readonly network: Network;
  /**
   * Finds out who is signed in, as far as that is not known. `false`: nobody.
   *
   * @param isInDoubt the server has refused the credential that we have
   * @throws ChatError when the server cannot be asked
   */
  identify(isInDoubt: boolean): Promise<boolean>;
  /** Asks the server something small over REST. @throws ChatError */
  probeRest(): Promise<unknown>;
  /** The server has refused a fresh credential, too. */
  onSessionLost(refusal: ChatError): void;
}

/**
 * The one connection to the server. It is made, lost and made again for as long as it is wanted; what it
 * carries is in `state`. Those who need to do something on each new connection listen to `onUp`.
 */
export class Connection {
  readonly state: Writable<ConnectionState>;
  private readonly events = new Emitter<Events>();
  private readonly life = new Emitter<{ up: 'socket' | 'rest'; down: undefined; wake: undefined }>();
  private readonly exchange: Exchange;
  private dial: Dial | undefined;
  private carrier: 'socket' | 'rest' | undefined;
  /** Rises with each try and each end, so that late news of an old one is told apart. */
  private era = 0;
  private isWanted = false;
  private isTrying = false;
  private isCredentialInDoubt = false;
  private isStable = false;
  private isProbing = false;
  private cancelRetry = () => {};
  private cancelStable = () => {};
  private stopWatching: (() => void)[] = [];
  private readonly hurried = new Set<object>();
  private hurryUntil = 0;

  constructor(private readonly parts: Parts) {
    this.state = new Writable<ConnectionState>({ status: 'idle', since: parts.clock.now(), attempt: 0 });
    this.exchange = new Exchange(parts.clock, () =>
      this.lost(new ChatError('no_answer', 'The server does not answer')),
    );
    this.events.on('error', ({ code }) => {
      if (code === 'unauthorized') this.isCredentialInDoubt = true;
    });
    this.events.on('auth:expiring', () => void this.renewOnSocket());
  }

  /** What the server tells. */
  on<E extends ServerEventName>(event: E, listener: (payload: ServerPayload<E>) => void): () => void {
    return this.events.on(event, listener);
  }

  /** Called on each new connection: nothing of the one before, no room and no event, carries over. */
  onUp(listener: (transport: 'socket' | 'rest') => void): () => void {
    return this.life.on('up', listener);
  }

  onDown(listener: () => void): () => void {
    return this.life.on('down', listener);
  }

  /** Called when the app comes back to life while connected: a good moment to look whether all is well. */
  onWake(listener: () => void): () => void {
    return this.life.on('wake', listener);
  }

  /** How the server can be reached now, if it can. */
  get transport(): 'socket' | 'rest' | undefined {
    return this.carrier;
  }

  start(): void {
    if (this.isWanted) {
      if (this.state.get().status === 'signed-out') this.tryNow();
      return;
    }
    this.isWanted = true;
    const { network } = this.parts;
    this.stopWatching = [network.onWake(() => this.wake()), network.onOffline(() => this.wentOffline())];
    this.tryNow();
  }

  stop(): void {
    if (!this.isWanted) return;
    this.isWanted = false;
    for (const stop of this.stopWatching.splice(0)) stop();
    this.drop('goodbye');
    this.become({ status: 'idle', attempt: 0 });
  }

  /** Nobody is signed in any more: waits until `start` is called again. */
  signedOut(reason?: ChatError): void {
    if (!this.isWanted) return;
    this.drop('goodbye');
    this.become({ status: 'signed-out', attempt: 0, ...(reason === undefined ? {} : { reason }) });
  }

  /** Gives up what there is and connects at once, as after a change of who is signed in. */
  restart(): void {
    if (!this.isWanted) return;
    this.drop();
    this.tryNow();
  }

  /**
   * Someone cannot wait long: until released, a lost connection is tried for anew within about a second, for as long as
   * a call would wait for us.
   *
   * @returns the way to release it
   */
  hurry(): () => void {
    const hold = {};
    this.hurried.add(hold);
    this.hurryUntil = this.parts.clock.now() + HURRY_MS;
    if (this.carrier !== 'socket' && this.state.get().status !== 'signed-out') this.due();
    return () => void this.hurried.delete(hold);
  }

  /** How long the server takes to answer over the socket, in milliseconds. @throws ChatError */
  async ping(): Promise<number> {
    const { clock } = this.parts;
    const askedAt = clock.now();
    await this.ask('leave_conversation', { conversationId: NOWHERE });
    return clock.now() - askedAt;
  }

  /**
   * Something says that the connection may be dead, as after a change of the network: asks whether it is, and makes
   * a new one at once instead of waiting for the heartbeat.
   */
  probe(): void {
    if (this.carrier !== 'socket' || this.isProbing) return;
    const { era } = this;
    this.isProbing = true;
    const cancel = this.parts.clock.after(PROBE_MS, () => {
      this.isProbing = false;
      if (era === this.era) this.restart();
    });
    const settled = () => {
      this.isProbing = false;
      cancel();
    };
    // A refusal is an answer, too; when there is none the connection is gone already.
    this.ping().then(settled, settled);
  }

  /** Emits, and does not care whether it arrives. Without a socket nothing happens. */
  tell<E extends ClientEventName>(event: E, payload: ClientInput<E>): void {
    this.exchange.tell(event, payload);
  }

  /**
   * Emits and waits for the answer.
   *
   * @throws ChatError as the server refuses; `no_answer` when none came, then it may have been done;
   *         `unreachable` without a socket, then it was not
   */
  ask<E extends ClientEventName>(event: E, payload: ClientInput<E>): Promise<AnswerTo<E>> {
    return this.exchange.ask(event, payload);
  }

  /** The same, for questions that have more than one answer. */
  inquire<E extends ClientEventName>(event: E, payload: ClientInput<E>): Promise<NamedAnswer> {
    return this.exchange.inquire(event, payload);
  }

  private tryNow(): void {
    this.cancelRetry();
    if (!this.isWanted || this.isTrying) return;
    void this.attempt();
  }

  private async attempt(): Promise<void> {
    const era = ++this.era;
    this.isTrying = true;
    const isStale = () => era !== this.era;
    let isIdentified = false;
    if (this.carrier !== 'rest') this.become({ status: this.statusWhileTrying(), attempt: this.failures });
    try {
      if (!(await this.parts.identify(this.isCredentialInDoubt))) {
        if (!isStale()) this.signedOut();
        return;
      }
      if (isStale()) return;
      this.isCredentialInDoubt = false;
      isIdentified = true;
      this.dial = new Dial(this.parts, {
        connected: (socket) => this.connected(socket),
        closed: (reason) => this.lost(new ChatError('unreachable', `The connection was lost (${reason})`)),
        event: (name, payload) => this.events.emit(name as ServerEventName, payload as never),
      });
      await this.dial.run();
    } catch (thrown) {
      if (!isStale()) await this.failed(toChatError(thrown, 'connect'), isIdentified, isStale);
    } finally {
      if (!isStale()) this.isTrying = false;
    }
  }

  private connected(socket: OpenSocket): void {
    this.isTrying = false;
    this.isStable = false;
    this.exchange.attach(socket);
    this.carrier = 'socket';
    this.become({ status: 'connected', attempt: this.failures });
    this.cancelStable = this.parts.clock.after(STABLE_MS, () => {
      this.isStable = true;
      this.state.update((state) => ({ ...state, attempt: 0 }));
    });
    this.life.emit('up', 'socket');
  }

  private lost(reason: ChatError): void {
    const failures = this.isStable ? 0 : this.failures + 1;
    this.hurryUntil = this.parts.clock.now() + HURRY_MS;
    this.drop();
    this.retryLater(reason, failures);
  }

  /** @param isIdentified whether REST has answered, or was not needed: otherwise it needs no second look */
  private async failed(reason: ChatError, isIdentified: boolean, isStale: () => boolean): Promise<void> {
    this.dial = undefined;
    const failures = this.failures + 1;
    if (reason.code === 'signed_out' || reason.code === 'unauthorized') {
      this.parts.onSessionLost(reason);
      if (!isStale()) this.signedOut(reason);
      return;
    }
    if (failures >= TRIES_BEFORE_REST && isIdentified && (await this.restWorks())) {
      if (isStale()) return;
      const isNew = this.carrier !== 'rest';
      this.carrier = 'rest';
      this.retryLater(reason, failures);
      if (isNew) this.life.emit('up', 'rest');
      return;
    }
    if (isStale()) return;
    const wasUp = this.carrier !== undefined;
    this.carrier = undefined;
    this.retryLater(reason, failures);
    if (wasUp) this.life.emit('down', undefined);
  }

  private async restWorks(): Promise<boolean> {
    try {
      await this.parts.probeRest();
      return true;
    } catch {
      return false;
    }
  }

  private retryLater(reason: ChatError, failures: number): void {
    const { clock, random, network } = this.parts;
    const isHurried = this.hurried.size > 0 && clock.now() < this.hurryUntil;
    const delayMs = reconnectDelayMs(isHurried ? 0 : failures, random(), reason.retryAfterMs);
    // A page of another site stays one, however often it asks.
    const isInVain = reason.code === 'cross_site';
    this.isTrying = false;
    this.become({
      status: this.carrier !== undefined ? 'connected' : isInVain ? 'reconnecting' : this.statusWhileTrying(),
      attempt: failures,
      ...(isInVain || !network.isOnline() ? {} : { retryAt: clock.now() + delayMs }),
      reason,
    });
    this.cancelRetry();
    if (!isInVain) this.dueIn(delayMs);
  }

  private dueIn(delayMs: number): void {
    this.cancelRetry = this.parts.clock.after(delayMs, () => this.due(delayMs));
  }

  /** Without a network nobody is asked; that it is back is told to us, and looked at here in case it is not. */
  private due(againInMs?: number): void {
    if (this.parts.network.isOnline()) this.tryNow();
    else if (againInMs !== undefined) this.dueIn(againInMs);
  }

  /**
   * Ends the socket and everything that waits for it. Only a goodbye tells the server so: otherwise a call waits for
   * us, since we come back.
   */
  private drop(manner?: 'goodbye'): void {
    this.era += 1;
    this.isTrying = false;
    this.cancelRetry();
    this.cancelStable();
    const wasUp = this.carrier !== undefined;
    this.carrier = undefined;
    this.dial?.cancel(manner === 'goodbye');
    this.dial = undefined;
    this.exchange.detach();
    if (wasUp) this.life.emit('down', undefined);
  }

  private wake(): void {
    if (this.state.get().status === 'signed-out') return;
    if (this.carrier === 'socket') this.life.emit('wake', undefined);
    else this.tryNow();
  }

  /** The socket would notice only after its heartbeat, and what is sent meanwhile would be lost. */
  private wentOffline(): void {
    if (this.state.get().status === 'signed-out') return;
    this.lost(new ChatError('unreachable', 'This device is offline'));
  }

  private async renewOnSocket(): Promise<void> {
    const { era } = this;
    try {
      const { token } = await this.parts.credentials.handshake({ fresh: true });
      if (era === this.era && token !== undefined) await this.ask('auth:renew', { token });
    } catch {
      // The server ends the socket when the token ends; the next handshake brings a fresh one or the truth.
      this.isCredentialInDoubt = true;
    }
  }

  private get failures(): number {
    return this.state.get().attempt;
  }

  private statusWhileTrying(): 'connecting' | 'reconnecting' | 'offline' {
    if (!this.parts.network.isOnline()) return 'offline';
    const { status } = this.state.get();
    const isFirst = status === 'idle' || status === 'signed-out' || status === 'connecting';
    return isFirst && this.failures === 0 ? 'connecting' : 'reconnecting';
  }

  private become(state: Omit<ConnectionState, 'since' | 'transport'>): void {
    const before = this.state.get();
    const { carrier } = this;
    const isSame = before.status === state.status && before.transport === carrier;
    const since = isSame ? before.since : this.parts.clock.now();
    this.state.set({ ...state, since, ...(carrier === undefined ? {} : { transport: carrier }) });
  }
}
