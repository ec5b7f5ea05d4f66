import type {
  ClientEventName,
  ClientPayload,
  Conversation,
  RoomEventName,
  ServerEventName,
  ServerPayload,
} from '@jiggy-care/protocol';
import type { Namespace, Socket } from 'socket.io';
import type { Identity } from '../auth/identity.ts';
import type { EventQueue } from './event-queue.ts';

type ServerEvents = { [E in ServerEventName]: (payload: ServerPayload<E>) => void };
// Clients may send anything; the pipeline checks names and shapes before a handler sees them.
type ClientEvents = Record<string, (...input: unknown[]) => void>;

/** What the server keeps of one connection. */
export interface SocketState {
  /** Set by the credential, or once by the first join of a socket that came without one. */
  identity: Identity | undefined;
  /** When the bearer token ends, ms since the epoch; `undefined` = lives with its session. */
  tokenExpiresAt: number | undefined;
  /** Whether its coming end was announced. */
  expiryAnnounced: boolean;
  /** Whether it said in the handshake which client it is: then it queues ICE candidates by itself. */
  announcedClient: boolean;
  deviceId: string | undefined;
  address: string;
  /** The conversations whose rooms it is in, by their ids. */
  joined: Map<string, Conversation>;
  queue: EventQueue;
}

export type ChatSocket = Socket<ClientEvents, ServerEvents, Record<string, never>, SocketState>;
export type ChatNamespace = Namespace<ClientEvents, ServerEvents, Record<string, never>, SocketState>;

/** An event as its handler receives it: checked, in order, from someone who is identified. */
export interface ChatEvent<E extends ClientEventName> {
  readonly socket: ChatSocket;
  readonly payload: ClientPayload<E>;
  /** Who sends it. Only a join may come from a socket without an identity: see `socket.data`. */
  readonly identity: Identity;
  /** The joined conversation that it belongs to, where its row says that it belongs to one. */
  readonly conversation: E extends RoomEventName ? Conversation : undefined;
}

/** What a handler answers: emitted under its name, and given to the acknowledgement where one was asked for. */
export interface Answer {
  readonly event: string;
  readonly data: object;
  /** Already emitted, or never to be: then only the acknowledgement tells it. */
  readonly onlyAcknowledge?: boolean;
}

export function answer<E extends ServerEventName>(event: E, data: ServerPayload<E>): Answer {
  return { event, data };
}

export function acknowledge(event: ClientEventName | ServerEventName, data: object = {}): Answer {
  return { event, data, onlyAcknowledge: true };
}

/** The joined conversation that an event names, by its own id or by the id of its booking. */
export function findJoined(socket: ChatSocket, reference: string): Conversation | undefined {
  const direct = socket.data.joined.get(reference);
  if (direct !== undefined) return direct;
  for (const conversation of socket.data.joined.values()) {
    if (conversation.bookingId === reference) return conversation;
  }
  return undefined;
}

/** Emits an event whose name and payload were paired elsewhere. */
export function emitTo(socket: ChatSocket, event: string, data: object): void {
  (socket as unknown as { emit(event: string, data: object): void }).emit(event, data);
}
