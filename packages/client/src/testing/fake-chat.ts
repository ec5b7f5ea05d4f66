import type { Calls } from '../call/calls.ts';
import type { ChatClient } from '../chat-client.ts';
import type { Logger } from '../logger.ts';
import type { ClientToServerEvents } from '../socket-events.ts';
import type { Account, Booking, Message, ServerErrorCode, UserRole } from '../wire.ts';
import type { DeviceMood } from './fake-call-platform.ts';

export interface FakeDeviceOptions {
  /** Whether the person is signed in already, as after an earlier visit; `true` if not given. */
  readonly signedIn?: boolean;
  readonly logger?: Logger;
}

/** One person at one device. Nothing happens until its client connects. */
export interface FakeDevice {
  readonly person: Account;
  /** The client that your app gets in place of the one of `createChatClient`. */
  readonly client: ChatClient;
  /** The calls of this client, over fake cameras and a fake network. Made when first asked for. */
  readonly calls: Calls;
  readonly media: FakeMedia;
  /** The network is gone: for requests, for the socket, and for a running call. */
  goOffline(): void;
  comeOnline(): void;
}

/** Camera, microphone, screen and loudspeaker of a fake device: one of each, and nothing to film. */
export interface FakeMedia {
  /** What becomes of a wish for it; `asking`: the browser's question stays open until `answer`. */
  microphone: DeviceMood;
  camera: DeviceMood;
  screen: DeviceMood;
  /** Whether the browser's question is on the screen. */
  readonly isAsking: boolean;
  /** The person answers it: both are `ready` then, if not said otherwise. */
  answer(moods?: { readonly microphone?: DeviceMood; readonly camera?: DeviceMood }): void;
  /** Kinds of the tracks that are open, `audio` and `video`: whether a light is on. */
  readonly open: readonly string[];
  /** The tones that sound. */
  readonly sounding: readonly ('ringback' | 'incoming' | 'chime')[];
}

/** What the server has and does. Everything it tells arrives with the next `pass`. */
export interface FakeChatServer {
  /** All messages that are stored, oldest first. */
  readonly messages: readonly Message[];
  readonly booking: Booking;
  /** One of the two writes, from wherever they are. */
  write(from: UserRole, content: string): Message;
  /** The booking is cancelled: its conversation is read only from now on. */
  cancelBooking(): Booking;
  /** Refuses the next event of this name, from whomever. */
  refuseNext(event: keyof ClientToServerEvents, code: ServerErrorCode): void;
  /** Answers nobody, and loses every connection. */
  stop(): void;
  start(): void;
}

/** A patient and a consultant who share a booking, what they hold in their hands, and the server between them. */
export interface FakeChat {
  readonly patient: Account;
  readonly consultant: Account;
  readonly conversationId: string;
  readonly server: FakeChatServer;
  /** The time of everything in it, milliseconds since 1970. It stands still. */
  now(): number;
  /**
   * Lets time pass, with all that happens in it: answers, events, timers. Nothing of the chat moves otherwise. Where a
   * view shows it, wrap it as your library wants: `await act(() => chat.pass(100))`.
   */
  pass(ms: number): Promise<void>;
  /** A device of one of them. Each may have several. */
  openDevice(of: UserRole, options?: FakeDeviceOptions): FakeDevice;
}
