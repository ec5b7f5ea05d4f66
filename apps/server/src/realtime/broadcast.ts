import type { ServerEventName, ServerPayload } from '@jiggy-care/protocol';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { describeError } from '../operations/describe-error.ts';
import { Log } from '../operations/log.ts';
import type { ChatNamespace } from './chat-socket.ts';
import { MessageOrder, type StoredMessages } from './message-order.ts';
import { OtherNodes, type Relayed } from './other-nodes.ts';
import { conversationOfRoom, conversationRoom, inboxRoom, personRoom, plainPersonRoom } from './rooms.ts';

const LOOK_MS = 1_000;
/** So many looks pass while nothing seems to be amiss. */
const QUIET_LOOKS = 30;
/** For so long after a doubtful moment it is looked each time. */
const DOUBT_MS = 60_000;

/** Tells sockets, on whichever node they are. */
@Injectable()
export class Broadcast implements OnModuleDestroy {
  private namespace: ChatNamespace | undefined;
  private readonly order = new MessageOrder(
    (sent) => this.tellRoom(sent),
    () => this.others.areReachable,
    () => this.others.exist,
  );
  private timer: NodeJS.Timeout | undefined;
  private looks = 0;
  private isLooking = false;
  private doubtUntil = 0;

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
    this.others.onBack(() => void this.catchUp());
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** The listener hears what another node tells sockets of this one, before they do. */
  onRelayed(listener: (relayed: Relayed) => void): void {
    this.others.onRelayed(listener);
  }

  /** Tells only those in the room that are on this node. */
  toConversationHere<E extends ServerEventName>(
    conversationId: string,
    event: E,
    payload: ServerPayload<E>,
  ): void {
    this.emitHere({ rooms: [conversationRoom(conversationId)], except: [], event, payload });
  }

  /** Where to read the messages that this node was not told of. */
  readMissedFrom(source: StoredMessages): void {
    this.order.readFrom(source);
  }

  /** Resolves once a conversation that somebody has opened here is told without a gap. */
  opened(conversationId: string): Promise<void> {
    return this.order.opened(conversationId);
  }

  /** Something may have been stored without our hearing of it: for some time it is looked for. */
  mayHaveMissed(): void {
    this.doubtUntil = Date.now() + DOUBT_MS;
  }

  private look(): void {
    this.looks += 1;
    const isLost = this.others.exist && !this.others.areReachable;
    if (isLost || Date.now() < this.doubtUntil || this.looks % QUIET_LOOKS === 0) void this.catchUp();
  }

  private async catchUp(): Promise<void> {
    if (this.isLooking) return;
    this.isLooking = true;
    try {
      await this.order.catchUp();
    } catch (thrown) {
      this.mayHaveMissed();
      this.log.warn({ error: describeError(thrown) }, 'cannot look for messages that others stored');
    } finally {
      this.isLooking = false;
    }
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

  /** To those sockets of a person that came with a credential: what is beyond the document is for them alone. */
  toInbox<E extends ServerEventName>(userId: string, event: E, payload: ServerPayload<E>): void {
    this.emit([inboxRoom(userId)], [], event, payload);
  }

  /** Whether anyone would hear {@link toInbox}; on several nodes one cannot know without asking, so it may. */
  mayHear(userId: string): boolean {
    return this.others.exist || this.namespace?.adapter.rooms.has(inboxRoom(userId)) === true;
  }

  private emit(rooms: string[], except: readonly string[], event: ServerEventName, payload: object): void {
    const relayed: Relayed = { rooms, except, event, payload };
    this.tellHere(relayed);
    if (this.others.exist) this.others.relay(relayed);
  }

  private tellHere(relayed: Relayed): void {
    if (relayed.event === 'new_message') this.order.pass(relayed.payload as ServerPayload<'new_message'>);
    else this.emitHere(relayed);
  }

  private tellRoom(sent: ServerPayload<'new_message'>): void {
    const rooms = [conversationRoom(sent.message.conversationId)];
    this.emitHere({ rooms, except: [], event: 'new_message', payload: sent });
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
