import type { SignedIn } from '../wire.ts';

/** The page signs in with cookies that it cannot read; it must be served by the server or come from a listed origin. */
export interface CookieAuth {
  readonly kind: 'cookie';
}

/** The app has its own way to a token; we ask for one when we need it. */
export interface TokenAuth {
  readonly kind: 'token';
  /**
   * Gives an access token, with or without `Bearer `. It is asked for once, and again with `fresh` when that one was
   * refused or is about to end (by its `exp`; one that has none is asked for anew each minute): give another then.
   * May reject or give '' when nobody is signed in. After another person has signed in call `session.restore()`.
   */
  getToken(wish: { readonly fresh: boolean }): Promise<string> | string;
  /** Called when even a fresh token was refused: time to sign in. */
  onUnauthorized?(): void;
}

/** We sign in ourselves and keep the two tokens in a place of yours: a phone's keychain, a file, or memory. */
export interface SessionAuth {
  readonly kind: 'session';
  /** Memory if not given. */
  readonly store?: TokenStore;
}

export type Auth = CookieAuth | TokenAuth | SessionAuth;

export interface StoredTokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** Keep it where other apps cannot read it. */
export interface TokenStore {
  load(): Promise<StoredTokens | undefined>;
  save(tokens: StoredTokens | undefined): Promise<void>;
}

/** How requests and sockets prove who they are; one implementation for each kind of `Auth`. */
export interface Credentials {
  /** `X-Client-Type`: how the server hands out tokens. */
  readonly clientType: 'web' | 'mobile';
  /** Whether cookies travel with requests. */
  readonly transport: 'include' | 'omit';
  /** Whether a connection may rely on the credential without asking the server first who it belongs to. */
  readonly isKnownFresh: boolean;
  /** Headers that prove who asks. @throws ChatError `signed_out` where there is nothing to prove it with */
  headers(): Promise<Record<string, string>>;
  /** The `auth` of a socket's handshake, ready and not about to end. @throws ChatError `signed_out`, `unreachable` */
  handshake(wish: { readonly fresh: boolean }): Promise<{ readonly token?: string }>;
  /** After a refusal: gets a new credential. `false`: there is none, the session is over. @throws ChatError `unreachable` */
  renew(): Promise<boolean>;
  /** Keeps what a sign-in brought. */
  accept(signedIn: SignedIn): Promise<void>;
  /** Forgets everything. */
  forget(): Promise<void>;
  /** The session is over and was not ended here. */
  lost(): void;
}
