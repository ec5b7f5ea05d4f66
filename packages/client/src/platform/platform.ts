/** What we need of an answer; the `Response` of every `fetch` has it. */
export interface HttpReply {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
  /** The bytes as they come, so that no more are read than were asked for; absent in React Native. */
  readonly body?: HttpBody | null;
  /** All bytes; read where there is no `body`. Absent where nothing is known of bytes. */
  arrayBuffer?(): Promise<ArrayBuffer>;
}

/** As much of a `ReadableStream` as is needed. */
export interface HttpBody {
  getReader(): { read(): Promise<{ readonly value?: Uint8Array | undefined }>; cancel(): Promise<void> };
}

/** The `Blob` of wherever this runs. */
export type HttpBlob = typeof globalThis extends { readonly Blob: { readonly prototype: infer B } }
  ? B
  : { readonly size: number; readonly type: string };

export interface HttpRequest {
  readonly method: string;
  readonly headers: Record<string, string>;
  /** Text is JSON; bytes have their type in the headers. `fetch` takes each as it is. */
  readonly body?: string | Uint8Array<ArrayBuffer> | HttpBlob;
  /** Resolves with the head: whoever asks reads the body of the answer, within the same time. */
  readonly leavesBody?: true;
  /** Whether the browser sends and keeps cookies with it. */
  readonly credentials: 'include' | 'omit';
  /** Give up after this long. */
  readonly timeoutMs: number;
}

/** One HTTP request. Rejects when no answer came, whatever the reason; every answer, also a refusal, resolves. */
export type Http = (url: string, request: HttpRequest) => Promise<HttpReply>;

/** Time, so that tests can turn it. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls once after `ms`; returns the way to cancel. */
  after(ms: number, action: () => void): () => void;
}

/** What the device knows of its network and of being looked at. */
export interface Network {
  isOnline(): boolean;
  /** Called whenever it is worth trying now: back online, back in the foreground, woken from sleep. */
  onWake(listener: () => void): () => void;
  onOffline(listener: () => void): () => void;
}

/** Small texts, and maybe bytes, that outlive the process, encrypted at rest by the one who gives it to us. */
export interface Vault {
  read(key: string): Promise<string | undefined>;
  write(key: string, text: string): Promise<void>;
  /** Absent where only texts are kept. Bytes and texts share their keys: they are listed, removed and wiped as one. */
  readBytes?(key: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  writeBytes?(key: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  remove(key: string): Promise<void>;
  /** Keys that begin with the prefix, in no order. */
  list(prefix: string): Promise<string[]>;
  /** Removes everything, the key of the encryption too. */
  wipe(): Promise<void>;
}

/** Other windows of the same app on this device. */
export interface Windows {
  post(note: WindowNote): void;
  onNote(listener: (note: WindowNote) => void): () => void;
  /** Runs the action while no other window runs one of the same name. */
  exclusively<T>(name: string, action: () => Promise<T>): Promise<T>;
}

/** `session`: someone signed in or out. `renewed`: the cookies were, until then. `discarded`: an unsent message. */
export type WindowNote =
  | { readonly kind: 'session'; readonly userId: string | null }
  | { readonly kind: 'renewed'; readonly expiresAt: number }
  | { readonly kind: 'discarded'; readonly key: string };

/** Whether it is worth asking a server who is signed in by cookies, which no script can see. */
export interface SessionHint {
  /** `false` only where nobody can be. @param url of the server */
  mayBeSignedIn(url: string): boolean;
  /** Somebody is, or nobody, as the server has said. */
  note(url: string, isSignedIn: boolean): void;
}

/**
 * Everything that differs between a browser, a phone and a server, given from outside. `standardPlatform()`
 * fits Node and React Native, `browserPlatform()` of `@jiggy-care/client/browser` fits a web page.
 */
export interface Platform {
  readonly http: Http;
  readonly clock: Clock;
  /** 0 ≤ x < 1. */
  random(): number;
  uuid(): string;
  readonly network: Network;
  /** Names this device, or this window, for as long as it lives and over its reloads; absent where nothing is reloaded. */
  deviceId?(): string;
  /** Absent where nothing may be kept. */
  readonly vault?: Vault;
  readonly windows?: Windows;
  /** Absent where it is always asked. */
  readonly sessionHint?: SessionHint;
}
