import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { createShardedAdapter } from '@socket.io/redis-adapter';
import type { Server } from 'socket.io';
import { Cluster } from '../cluster/cluster.ts';
import type { ChatNamespace } from './chat-socket.ts';

/** An event for the sockets of some rooms, on whichever nodes they are. */
export interface Relayed {
  readonly rooms: readonly string[];
  readonly except: readonly string[];
  readonly event: string;
  readonly payload: object;
}

interface Question {
  readonly occupied: Set<string>;
  missing: number;
  readonly done: () => void;
}

/** A node that takes longer is not waited for. */
const ANSWER_MS = 500;
const RELAY = 'relay';
const ASK = 'which-rooms-are-occupied';
const ANSWER = 'occupied-rooms';

/**
 * What the nodes of a cluster say to each other over Redis: events to pass on, and who is connected. Whoever
 * tells something serves its own sockets first and by itself, so that a Redis that is slow or away delays
 * nobody on the same node; what the others miss meanwhile, their clients find in the changes.
 *
 * Socket.IO's own way is not taken: it would wait for Redis before it tells the sockets of this node, and its
 * `fetchSockets` sends the whole state of each socket, with its token, around.
 */
@Injectable()
export class OtherNodes {
  private namespace: ChatNamespace | undefined;
  private readonly questions = new Map<string, Question>();

  constructor(private readonly cluster: Cluster) {}

  /** Whether there may be any. */
  get exist(): boolean {
    return this.cluster.pair !== undefined;
  }

  /** Whether they can be reached just now. */
  get areReachable(): boolean {
    return this.exist && this.cluster.isReady();
  }

  connect(server: Server): void {
    if (this.cluster.pair === undefined) return;
    const { publisher, subscriber } = this.cluster.pair;
    const subscribing = {
      sSubscribe: (...args: Parameters<typeof subscriber.sSubscribe>) =>
        untilDone(() => subscriber.sSubscribe(...args)),
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
    on(RELAY, hear);
    on(ASK, (id: string, rooms: readonly string[]) => {
      this.say(
        ANSWER,
        id,
        rooms.filter((room) => namespace.adapter.rooms.has(room)),
      );
    });
    on(ANSWER, (id: string, rooms: readonly string[]) => this.answered(id, rooms));
  }

  relay(relayed: Relayed): void {
    this.say(RELAY, relayed);
  }

  /** Those of the rooms that hold a socket on another node, as far as it can be learnt in time. */
  async occupied(rooms: readonly string[]): Promise<ReadonlySet<string>> {
    const none = new Set<string>();
    if (!this.areReachable || rooms.length === 0) return none;
    const others = (await within(this.countNodes(), 1)) - 1;
    if (others <= 0) return none;
    const id = randomUUID();
    const answers = new Promise<void>((done) => {
      this.questions.set(id, { occupied: none, missing: others, done });
    });
    this.say(ASK, id, rooms);
    await within(answers, undefined);
    this.questions.delete(id);
    return none;
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

/** Redis may go away between the connection and the subscription. Once subscribed, the client renews it by itself. */
async function untilDone(attempt: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await attempt();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, ANSWER_MS).unref());
    }
  }
}
