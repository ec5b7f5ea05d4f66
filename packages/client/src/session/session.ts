import type { Store } from '../store.ts';
import type { Account, OwnEmail, RefusedSignIn, SessionInfo, UserRole } from '../wire.ts';

/** Who is signed in here. */
export interface SessionState {
  /** `unknown` until the server, or a trusted device, has told. */
  readonly status: 'unknown' | 'signed-in' | 'signed-out';
  readonly user?: Account;
  /** Whether the server has confirmed it since the start; `false` when started offline on a trusted device. */
  readonly isConfirmed: boolean;
  /**
   * Why nobody is: `never` signed in, left by `choice`, the session `ended` on its server, `other-person` signed in in
   * another window; `no-cookies`: they could sign in, and the browser does not keep the cookies.
   */
  readonly reason?: 'never' | 'choice' | 'ended' | 'other-person' | 'no-cookies';
}

export interface SignIn {
  readonly email: string;
  readonly password: string;
}

export interface Registration extends SignIn {
  readonly name: string;
  readonly role: UserRole;
  /** From an operator, where consultants cannot sign up. */
  readonly invitation?: string;
}

/** Signing in and out. With `auth: {kind: 'token'}` the app does that itself, and `signIn` and `register` are `unsupported`. */
export interface Session {
  readonly state: Store<SessionState>;
  /**
   * Finds out who is signed in. `connect()` does it by itself. Call it when the app has signed someone in
   * anew by its own means, or to go on as the other person who signed in in another window.
   *
   * @returns the person, or `undefined` for nobody
   * @throws ChatError `unreachable` when that cannot be found out now
   */
  restore(): Promise<Account | undefined>;
  /**
   * @throws ChatError `wrong_credentials`, `rate_limited`, `unreachable`; `cookies_blocked` where the browser keeps none
   *         of ours, `unsupported` where there is no browser to keep them
   */
  signIn(signIn: SignIn): Promise<Account>;
  /** @throws ChatError `validation_failed`, `email_taken`, `signup_closed`, `rate_limited`, `unreachable` */
  register(registration: Registration): Promise<Account>;
  /**
   * Forgets everything here, at once and offline too, wipes what a trusted device kept, and ends the session
   * on the server; offline, that last step is made up for at the next start. Look at `outbox.hasUnsent` before.
   */
  signOut(): Promise<void>;
  /** @throws ChatError `unauthorized`, `unreachable` */
  me(): Promise<Account>;
  /** Ends the other sessions too. @throws ChatError `wrong_credentials`, `validation_failed`, `rate_limited` */
  changePassword(currentPassword: string, newPassword: string): Promise<void>;
  /**
   * Asks for a mail with a link to choose a new password. Whether there is such an account is not told.
   *
   * @throws ChatError `mail_off` where the server sends no mails, `rate_limited`, `unreachable`
   */
  forgotPassword(email: string): Promise<void>;
  /**
   * @param token what the link in the mail has behind `#token=`
   * @throws ChatError `link_expired`, `validation_failed`, `unreachable`
   */
  resetPassword(token: string, newPassword: string): Promise<void>;
  /** How the address of the person stands. @throws ChatError `unauthorized`, `unreachable` */
  readEmail(): Promise<OwnEmail>;
  /** Asks for a mail that verifies the address. @throws ChatError `conflict` where it is, `mail_off`, `rate_limited` */
  sendVerification(): Promise<void>;
  /**
   * Opens the link of a mail, for whoever is signed in or nobody.
   *
   * @param token what the link has behind `#token=`
   * @throws ChatError `link_expired`, `email_taken`, `unreachable`
   */
  verifyEmail(token: string): Promise<void>;
  /**
   * Asks for a mail to the new address, which takes the place of the old one when its link is opened.
   *
   * @throws ChatError `wrong_credentials`, `email_taken`, `forbidden`, `mail_off`, `validation_failed`, `rate_limited`
   */
  changeEmail(email: string, currentPassword: string): Promise<void>;
  /** Changes the name that others see. @throws ChatError `validation_failed`, `forbidden`, `unreachable` */
  rename(name: string): Promise<Account>;
  listSessions(): Promise<SessionInfo[]>;
  /** Who tried a wrong password for this account, by network, the newest first. @throws ChatError `unreachable` */
  listRefusedSignIns(): Promise<RefusedSignIn[]>;
  /** Ending the current one is a sign-out. @throws ChatError `not_found` */
  endSession(sessionId: string): Promise<void>;
}
