import type { ServerEventName, ServerPayload } from '@jiggy-care/protocol';
import { Injectable } from '@nestjs/common';
import type { ChatNamespace } from './chat-socket.ts';
import { MessageOrder } from './message-order.ts';
import { OtherNodes, type Relayed } from './other-nodes.ts';
import { conversationRoom, inboxRoom, personRoom, plainPersonRoom } from './rooms.ts';

/** Tells sockets, on whichever node they are. */
@Injectable()
export class Broadcast {
  private namespace: ChatNamespace | undefined;
  private readonly order = new MessageOrder(() => this.others.areReachable);

  constructor(private readonly others: OtherNodes) {}

  attach(namespace: ChatNamespace): void {
    this.namespace = namespace;
    if (this.others.exist) this.others.attach(namespace, (relayed) => this.tellHere(relayed));
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
    if (relayed.event !== 'new_message' || !this.others.exist) {
      this.emitHere(relayed);
      return;
    }
    const { message } = relayed.payload as ServerPayload<'new_message'>;
    this.order.pass(message.conversationId, message.seq, () => this.emitHere(relayed));
  }

  private emitHere({ rooms, except, event, payload }: Relayed): void {
    const here = this.others.exist ? this.namespace?.local : this.namespace;
    const audience = here?.to([...rooms]);
    const narrowed = except.length === 0 ? audience : audience?.except([...except]);
    (narrowed as { emit(event: string, payload: object): void } | undefined)?.emit(event, payload);
  }
}
