import { randomUUID } from 'node:crypto';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { createShardedAdapter } from '@socket.io/redis-adapter';
import type { Server } from 'socket.io';
import { Cluster } from '../cluster/cluster.ts';
import { describeError } from '../operations/describe-error.ts';
import { Log } from '../operations/log.ts';
import { Metrics } from '../operations/metrics.ts';
import type { ChatNamespace } from './chat-socket.ts';

/** An event for the sockets of some rooms, on whichever nodes they are. */
export interface Relayed {
  readonly rooms: readonly string[];
  readonly except: readonly string[];
  readonly event: string;
  readonly payload: object;
}

/** What the others know of some rooms. */
export interface Occupation {
  readonly occupied: ReadonlySet<string>;
  /** Whether all of them have answered: else a room may be occupied all the same. */
  readonly isComplete: boolean;
}

interface Question {
  readonly occupied: Set<string>;
  missing: number;
  readonly done: () => void;
}

/** A node that takes longer is not waited for. */
const ANSWER_MS = 500;
const BEAT_MS = 1_000;
/** A node of which nothing was heard for so long is gone. */
const SILENT_MS = 5_000;
const RELAY = 'relay';
const ALIVE = 'node-is-alive';
const LEAVING = 'node-is-leaving';
const MISSED = 'messages-may-be-missed';
const NOTICE = 'notice';
const ASK = 'which-rooms-are-occupied';
const ANSWER = 'occupied-rooms';

/**
 * What the nodes of a cluster say to each other over Redis: events to pass on, and who is connected. Whoever
 * tells something serves its own sockets first and by itself, so that a Redis that is slow or away delays
 * nobody on the same node; what the others miss meanwhile they read from the database.
 *
 * Socket.IO's own way is not taken: it would wait for Redis before it tells the sockets of this node, and its
 * `fetchSockets` sends the whole state of each socket, with its token, around.
 */
@Injectable()
export class OtherNodes implements OnModuleDestroy {
  private readonly id = randomUUID();
  private namespace: ChatNamespace | undefined;
  private readonly questions = new Map<string, Question>();
  /** When each of the others was heard last, on the clock that only runs forward. */
  private readonly heardAt = new Map<string, number>();
  private readonly goneListeners = new Set<() => void>();
  private readonly backListeners = new Set<(awayMs: number) => void>();
  private readonly relayListeners = new Set<(relayed: Relayed) => void>();
  private readonly noticeListeners = new Map<string, Set<(subject: string) => void>>();
  private readonly askListeners = new Set<(rooms: readonly string[]) => void>();
  private beat: NodeJS.Timeout | undefined;
  private isLeaving = false;

  constructor(
    private readonly cluster: Cluster,
    private readonly metrics: Metrics,
    private readonly log: Log,
  ) {}

  onModuleDestroy(): void {
    clearInterval(this.beat);
    this.isLeaving = true;
    if (this.namespace !== undefined && this.exist) this.say(LEAVING, this.id);
  }

  /** Whether there may be any. */
  get exist(): boolean {
    return this.cluster.pair !== undefined;
  }

  /** The listener is told when they can be reached again after a time in which they could not, and how long that was. */
  onBack(listener: (awayMs: number) => void): void {
    this.backListeners.add(listener);
  }

  /** The listener is told when one of them has gone, with a word or without. */
  onGone(listener: () => void): void {
    this.goneListeners.add(listener);
  }

  /** The listener hears, before the sockets do, what another node relays. */
  onRelayed(listener: (relayed: Relayed) => void): void {
    this.relayListeners.add(listener);
  }

  /** Says something to the other nodes that concerns no socket: of what kind it is, and the id of what it is about. */
  notify(kind: string, subject: string): void {
    if (this.exist) this.say(NOTICE, kind, subject);
  }

  /** @returns removes the listener */
  onNotice(kind: string, listener: (subject: string) => void): () => void {
    const listeners = this.noticeListeners.get(kind) ?? new Set();
    this.noticeListeners.set(kind, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /** The listener is told of the rooms that another node asks for. */
  onAsked(listener: (rooms: readonly string[]) => void): void {
    this.askListeners.add(listener);
  }

  /** Whether they can be reached just now. */
  get areReachable(): boolean {
    return this.exist && this.cluster.isReady();
  }

  /** For how long they cannot be reached now; 0 while they can. */
  get awayMs(): number {
    return this.cluster.awayMs;
  }

  connect(server: Server): void {
    if (this.cluster.pair === undefined) return;
    const { publisher, subscriber } = this.cluster.pair;
    const subscribing = {
      sSubscribe: (...args: Parameters<typeof subscriber.sSubscribe>) =>
        this.untilDone(() => subscriber.sSubscribe(...args)),
      sUnsubscribe: (...args: Parameters<typeof subscriber.sUnsubscribe>) =>
        subscriber.sUnsubscribe(...args).catch(() => {}),
    };
    // `static`: two channels for all, subscribed once; a channel per room would have to be asked for at each join.
    server.adapter(createShardedAdapter(publisher, subscribing, { subscriptionMode: 'static' }));
  }

  /** @param hear called with what other nodes relay to the sockets of this one */
  attach(namespace: ChatNamespace, hear: (relayed: Relayed) => void): void {
    this.namespace = namespace;
    const on = (event: string, listener: (...input: never[]) => void) =>
      (namespace as unknown as NodeJS.EventEmitter).on(event, listener as (...input: unknown[]) => void);
    on(RELAY, (relayed: Relayed) => {
      for (const listener of this.relayListeners) listener(relayed);
      hear(relayed);
    });
    on(ASK, (id: string, rooms: readonly string[]) => {
      for (const listener of this.askListeners) listener(rooms);
      const mine = this.isLeaving ? [] : rooms.filter((room) => namespace.adapter.rooms.has(room));
      this.say(ANSWER, id, mine);
    });
    on(ANSWER, (id: string, rooms: readonly string[]) => this.answered(id, rooms));
    on(NOTICE, (kind: string, subject: string) => {
      for (const listener of this.noticeListeners.get(kind) ?? []) listener(subject);
    });
    on(ALIVE, (id: string) => this.heardAt.set(id, performance.now()));
    on(LEAVING, (id: string) => this.gone(id));
    // A node of an earlier version, while it is being replaced, does not say for how long.
    on(MISSED, (awayMs?: number) => this.back(awayMs ?? 0));
    this.cluster.onBack((awayMs) => {
      for (const id of this.heardAt.keys()) this.heardAt.set(id, performance.now());
      // What we said meanwhile the others have not heard, and do not know of.
      this.say(MISSED, awayMs);
      this.back(awayMs);
    });
    this.metrics.gauge('jiggy_nodes_hear_each_other', 'Whether Redis carries what the nodes say.', () =>
      this.cluster.isReady() ? 1 : 0,
    );
    this.metrics.gauge(
      'jiggy_redis_lag_seconds',
      'How long Redis takes to carry a word of this node to itself.',
      () => this.cluster.lagMs / 1_000,
    );
    this.beat = setInterval(() => this.feelOthers(), BEAT_MS).unref();
  }

  private feelOthers(): void {
    this.say(ALIVE, this.id);
    if (!this.areReachable) return;
    const now = performance.now();
    for (const [id, at] of this.heardAt) if (now - at > SILENT_MS) this.gone(id);
  }

  private gone(id: string): void {
    this.heardAt.delete(id);
    for (const listener of this.goneListeners) listener();
  }

  private back(awayMs: number): void {
    for (const listener of this.backListeners) listener(awayMs);
  }

  relay(relayed: Relayed): void {
    this.say(RELAY, relayed);
  }

  /** Those of the rooms that hold a socket on another node, as far as it can be learnt in time. */
  async occupied(rooms: readonly string[]): Promise<ReadonlySet<string>> {
    return (await this.occupation(rooms)).occupied;
  }

  async occupation(rooms: readonly string[]): Promise<Occupation> {
    const occupied = new Set<string>();
    if (!this.exist || rooms.length === 0) return { occupied, isComplete: true };
    if (!this.areReachable) return { occupied, isComplete: false };
    const others = (await within(this.countNodes(), Number.NaN)) - 1;
    if (!(others > 0)) return { occupied, isComplete: others === 0 };
    const id = randomUUID();
    let isComplete = false;
    const answers = new Promise<void>((resolve) => {
      const done = () => {
        isComplete = true;
        resolve();
      };
      this.questions.set(id, { occupied, missing: others, done });
    });
    this.say(ASK, id, rooms);
    await within(answers, undefined);
    this.questions.delete(id);
    return { occupied, isComplete };
  }

  private answered(id: string, rooms: readonly string[]): void {
    const question = this.questions.get(id);
    if (question === undefined) return;
    for (const room of rooms) question.occupied.add(room);
    question.missing -= 1;
    if (question.missing === 0) question.done();
  }

  private countNodes(): Promise<number> {
    return this.namespace?.adapter.serverCount() ?? Promise.resolve(1);
  }

  /** Redis may go away between the connection and the subscription. Once subscribed, the client renews it by itself. */
  private async untilDone(attempt: () => Promise<unknown>): Promise<void> {
    for (let told = false; ; told = true) {
      try {
        await attempt();
        return;
      } catch (thrown) {
        if (!told)
          this.log.warn({ error: describeError(thrown) }, 'cannot subscribe to the other nodes, trying on');
        await new Promise((resolve) => setTimeout(resolve, ANSWER_MS).unref());
      }
    }
  }

  private say(event: string, ...words: unknown[]): void {
    (this.namespace as unknown as Server | undefined)?.serverSideEmit(event, ...(words as []));
  }
}

async function within<T>(promise: Promise<T>, otherwise: T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(otherwise), ANSWER_MS);
  });
  return Promise.race([promise.catch(() => otherwise), tooLate]).finally(() => clearTimeout(timer));
}
