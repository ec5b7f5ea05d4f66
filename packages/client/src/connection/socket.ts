import type { ChatError } from '../errors.ts';

/** What a new socket is told. */
export interface SocketRequest {
  readonly url: string;
  readonly auth: Record<string, unknown>;
  /** `polling` also tries to become a websocket once it stands. */
  readonly via: 'websocket' | 'polling';
  readonly withCookies: boolean;
  readonly timeoutMs: number;
}

/** What a socket tells. After `refused`, `failed` or `closed` it tells nothing more. */
export interface SocketListener {
  connected(): void;
  /** The server said no, and why. */
  refused(refusal: ChatError): void;
  /** It could not be made. */
  failed(reason: ChatError): void;
  /** It stood, and is gone. */
  closed(reason: string): void;
  event(name: string, payload: unknown): void;
}

/** One connection, used once: it never comes back by itself. */
export interface OpenSocket {
  emit(name: string, payload: unknown, acknowledge?: (reply: unknown) => void): void;
  /** Says goodbye: the server ends at once what this person has under way, as a call. */
  close(): void;
  /** Lets go without a word: the server takes it for a loss, and waits for this device to come back. */
  drop(): void;
}

export type SocketOpener = (request: SocketRequest, listener: SocketListener) => OpenSocket;
