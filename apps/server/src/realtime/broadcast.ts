import type { SentMessage, ServerEventName, ServerPayload } from '@jiggy-care/protocol';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { describeError } from '../operations/describe-error.ts';
import { Log } from '../operations/log.ts';
import type { ChatNamespace } from './chat-socket.ts';
import { MessageOrder, type StoredMessages } from './message-order.ts';
import { OtherNodes, type Relayed } from './other-nodes.ts';
import {
  conversationOfRoom,
  conversationRoom,
  inboxRoom,
  personOfInboxRoom,
  personRoom,
  plainPersonRoom,
} from './rooms.ts';

const LOOK_MS = 1_000;
/** So many looks pass while nothing seems to be amiss. */
const QUIET_LOOKS = 30;
/** For so long after a doubtful moment it is looked each time. */
const DOUBT_MS = 60_000;
/** While the other nodes cannot be reached, more than messages is looked for every so many looks. */
const LOOKS_BETWEEN_CHANGES = 15;
/** What was lost before the loss was noticed, and what was committed later than its time says. */
const OVERLAP_MS = 10_000;

/** An event that carries one stored message. */
type MessageEvent = {
  [E in ServerEventName]: ServerPayload<E> extends SentMessage ? E : never;
}[ServerEventName];

/** Who may have missed something, and since when. */
export interface Missed {
  /** So long before now it was told for the last time for certain. */
  readonly sinceMs: number;
  /** Those whose inbox is open on this node. */
  readonly people: readonly string[];
  /** Those that somebody has open on this node. */
  readonly conversationIds: readonly string[];
}

/** Tells sockets, on whichever node they are. */
@Injectable()
export class Broadcast implements OnModuleDestroy {
  private namespace: ChatNamespace | undefined;
  private readonly order = new MessageOrder(
    (sent) => this.tellRoom(sent),
    () => this.others.areReachable,
    () => this.others.exist,
  );
  private orderedEvent: MessageEvent | undefined;
  private timer: NodeJS.Timeout | undefined;
  private looks = 0;
  private isLooking = false;
  private doubtUntil = 0;
  /** Since when other changes than messages may have been missed, and when they were looked for last; both by the stopwatch. */
  private missedSince = Number.POSITIVE_INFINITY;
  private lookedAt = Number.NEGATIVE_INFINITY;
  private readonly missedHooks = new Set<(missed: Missed) => Promise<void>>();

  constructor(
    private readonly others: OtherNodes,
    private readonly log: Log,
  ) {}

  attach(namespace: ChatNamespace): void {
    this.namespace = namespace;
    namespace.adapter.on('create-room', (room: string) =>
      withConversation(room, (id) => this.order.open(id)),
    );
    namespace.adapter.on('delete-room', (room: string) =>
      withConversation(room, (id) => this.order.close(id)),
    );
    this.timer = setInterval(() => this.look(), LOOK_MS).unref();
    if (!this.others.exist) return;
    this.others.attach(namespace, (relayed) => this.tellHere(relayed));
    this.others.onBack((awayMs) => this.missedFor(awayMs));
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** The listener hears what another node tells sockets of this one, before they do. */
  onRelayed(listener: (relayed: Relayed) => void): void {
    this.others.onRelayed(listener);
  }

  /** Tells only those that are on this node. @param alsoPerson as in {@link toConversation} */
  toConversationHere<E extends ServerEventName>(
    conversationId: string,
    event: E,
    payload: ServerPayload<E>,
    { alsoPerson }: { alsoPerson?: string } = {},
  ): void {
    const rooms = [conversationRoom(conversationId)];
    if (alsoPerson !== undefined) rooms.push(personRoom(alsoPerson));
    this.emitHere({ rooms, except: [], event, payload });
  }

  /**
   * From now on the messages that this event carries are told in the order of their numbers, each once, and those
   * that this node was not told of are read from the source.
   */
  tellInOrder(event: MessageEvent, source: StoredMessages): void {
    this.orderedEvent = event;
    this.order.readFrom(source);
  }

  /**
   * The hook tells the sockets of this node, after the messages, what else changed while it could not hear of it. What
   * it cannot tell just now it throws for, and is asked again.
   *
   * @returns removes the hook
   */
  onMissed(hook: (missed: Missed) => Promise<void>): () => void {
    this.missedHooks.add(hook);
    return () => this.missedHooks.delete(hook);
  }

  /** Resolves once a conversation that somebody has opened here is told without a gap. */
  opened(conversationId: string): Promise<void> {
    return this.order.opened(conversationId);
  }

  /** Something may have been stored without our hearing of it: for some time it is looked for. */
  mayHaveMissed(): void {
    this.doubtUntil = performance.now() + DOUBT_MS;
  }

  private look(): void {
    this.looks += 1;
    const isLost = this.others.exist && !this.others.areReachable;
    if (isLost && this.looks % LOOKS_BETWEEN_CHANGES === 0) this.noteMissed(this.others.awayMs);
    if (isLost || performance.now() < this.doubtUntil || this.looks % QUIET_LOOKS === 0) void this.catchUp();
  }

  private missedFor(awayMs: number): void {
    this.noteMissed(awayMs);
    void this.catchUp();
  }

  /** What was told from the database once need not be looked for again. */
  private noteMissed(awayMs: number): void {
    const since = Math.max(performance.now() - awayMs, this.lookedAt) - OVERLAP_MS;
    this.missedSince = Math.min(this.missedSince, since);
  }

  private async catchUp(): Promise<void> {
    if (this.isLooking) return;
    this.isLooking = true;
    try {
      do await this.order.catchUp();
      while (await this.catchUpWithChanges());
    } catch (thrown) {
      this.mayHaveMissed();
      this.log.warn({ error: describeError(thrown) }, 'cannot look for messages that others stored');
    } finally {
      this.isLooking = false;
    }
  }

  /** @returns whether there were any to look for */
  private async catchUpWithChanges(): Promise<boolean> {
    const since = this.missedSince;
    if (since === Number.POSITIVE_INFINITY) return false;
    const now = performance.now();
    const rooms = [...(this.namespace?.adapter.rooms.keys() ?? [])];
    this.missedSince = Number.POSITIVE_INFINITY;
    try {
      const missed = {
        sinceMs: now - since,
        people: rooms.flatMap((room) => personOfInboxRoom(room) ?? []),
        conversationIds: rooms.flatMap((room) => conversationOfRoom(room) ?? []),
      };
      for (const hook of this.missedHooks) await hook(missed);
    } catch (thrown) {
      this.missedSince = Math.min(this.missedSince, since);
      throw thrown;
    }
    this.lookedAt = now;
    return true;
  }

  toSocket<E extends ServerEventName>(socketId: string, event: E, payload: ServerPayload<E>): void {
    this.emit([socketId], [], event, payload);
  }

  /** @param except sockets that are left out */
  toPerson<E extends ServerEventName>(
    userId: string,
    event: E,
    payload: ServerPayload<E>,
    except: readonly string[] = [],
  ): void {
    this.emit([personRoom(userId)], except, event, payload);
  }

  /** To those sockets of a person that did not say which client they are. */
  toPlainSocketsOf<E extends ServerEventName>(
    userId: string,
    event: E,
    payload: ServerPayload<E>,
    except: readonly string[] = [],
  ): void {
    this.emit([plainPersonRoom(userId)], except, event, payload);
  }

  /** @param alsoPerson whose sockets hear it too, in the room or not; each socket hears it once */
  toConversation<E extends ServerEventName>(
    conversationId: string,
    event: E,
    payload: ServerPayload<E>,
    { except, alsoPerson }: { except?: string | undefined; alsoPerson?: string } = {},
  ): void {
    const rooms = [conversationRoom(conversationId)];
    if (alsoPerson !== undefined) rooms.push(personRoom(alsoPerson));
    this.emit(rooms, except === undefined ? [] : [except], event, payload);
  }

  /**
   * To those sockets of a person that came with a credential: what is beyond the document is for them alone.
   *
   * @param outsideOf a conversation: the sockets in its room are left out
   */
  toInbox<E extends ServerEventName>(
    userId: string,
    event: E,
    payload: ServerPayload<E>,
    { outsideOf }: { outsideOf?: string } = {},
  ): void {
    const except = outsideOf === undefined ? [] : [conversationRoom(outsideOf)];
    this.emit([inboxRoom(userId)], except, event, payload);
  }

  /** As {@link toInbox}, only to those that are on this node. */
  toInboxHere<E extends ServerEventName>(userId: string, event: E, payload: ServerPayload<E>): void {
    this.emitHere({ rooms: [inboxRoom(userId)], except: [], event, payload });
  }

  /** Whether anyone would hear {@link toInbox}; on several nodes one cannot know without asking, so it may. */
  mayHear(userId: string, { outsideOf }: { outsideOf?: string } = {}): boolean {
    if (this.others.exist) return true;
    const rooms = this.namespace?.adapter.rooms;
    const own = rooms?.get(inboxRoom(userId));
    if (own === undefined || outsideOf === undefined) return own !== undefined;
    const inRoom = rooms?.get(conversationRoom(outsideOf));
    return [...own].some((socketId) => !inRoom?.has(socketId));
  }

  private emit(rooms: string[], except: readonly string[], event: ServerEventName, payload: object): void {
    const relayed: Relayed = { rooms, except, event, payload };
    this.tellHere(relayed);
    if (this.others.exist) this.others.relay(relayed);
  }

  private tellHere(relayed: Relayed): void {
    if (relayed.event === this.orderedEvent) this.order.pass(relayed.payload as SentMessage);
    else this.emitHere(relayed);
  }

  private tellRoom(sent: SentMessage): void {
    if (this.orderedEvent === undefined) return;
    const rooms = [conversationRoom(sent.message.conversationId)];
    this.emitHere({ rooms, except: [], event: this.orderedEvent, payload: sent });
  }

  private emitHere({ rooms, except, event, payload }: Relayed): void {
    const here = this.others.exist ? this.namespace?.local : this.namespace;
    const audience = here?.to([...rooms]);
    const narrowed = except.length === 0 ? audience : audience?.except([...except]);
    (narrowed as { emit(event: string, payload: object): void } | undefined)?.emit(event, payload);
  }
}

function withConversation(room: string, act: (conversationId: string) => void): void {
  const id = conversationOfRoom(room);
  if (id !== undefined) act(id);
}
