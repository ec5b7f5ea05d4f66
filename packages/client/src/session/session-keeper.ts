import type { Credentials } from '../credentials/credentials.ts';
import type { DeviceMemory } from '../device/device-memory.ts';
import { ChatError, requireUse } from '../errors.ts';
import type { SessionHint, Windows } from '../platform/platform.ts';
import type { RestApi } from '../rest-api.ts';
import { singleFlight } from '../single-flight.ts';
import { Writable } from '../store.ts';
import type { Account, OwnEmail, RefusedSignIn, SessionInfo, SignedIn } from '../wire.ts';
import type { Registration, Session, SessionState, SignIn } from './session.ts';

interface Parts {
  readonly rest: RestApi;
  readonly credentials: Credentials;
  readonly device: DeviceMemory;
  readonly windows: Windows | undefined;
  /** With cookies, where the platform has one. */
  readonly hint: SessionHint | undefined;
  /** Where the server is. */
  readonly url: string;
  /** Whether the app signs people in by itself. */
  readonly isExternal: boolean;
  /** Someone is signed in who was not before. @param isOther another one than the last, whose things must go */
  onSignedIn(user: Account, isOther: boolean): void;
  /**
   * @param byChoice a sign-out, or another person; otherwise what is unsent waits for its writer
   * @param refusal what the server has said, where it was the server
   */
  onSignedOut(byChoice: boolean, refusal?: ChatError): void;
}

/** Who is signed in, found out once and watched from then on. */
export class SessionKeeper implements Session {
  readonly state = new Writable<SessionState>({ status: 'unknown', isConfirmed: false });
  private lastUserId: string | undefined;
  private hasLookedAtDevice = false;
  /** Rises when someone leaves, so that an answer about them that comes late is told apart. */
  private era = 0;

  constructor(private readonly parts: Parts) {
    parts.windows?.onNote((note) => {
      if (note.kind === 'session') void this.heardFromOtherWindow(note.userId);
    });
  }

  get user(): Account | undefined {
    return this.state.get().user;
  }

  /**
   * For each new connection: whether somebody is signed in; asks the server where that is not certain.
   *
   * @throws ChatError `unreachable`
   */
  async identify(isInDoubt: boolean): Promise<boolean> {
    await this.lookAtDevice();
    const { status, isConfirmed } = this.state.get();
    if (status === 'signed-out') return false;
    if (isConfirmed && !isInDoubt && this.parts.credentials.isKnownFresh) return true;
    return (await this.confirm()) !== undefined;
  }

  async restore(): Promise<Account | undefined> {
    const { isExternal, credentials } = this.parts;
    await this.lookAtDevice();
    const { status, user, isConfirmed, reason } = this.state.get();
    // The app may have signed in another person by now, and only it knows.
    if (isExternal) await credentials.forget();
    if (status === 'signed-out') {
      // Only there someone may have signed in without us: by the app itself, or in another window.
      if (!isExternal && reason !== 'other-person') return undefined;
      this.state.set({ status: 'unknown', isConfirmed: false });
      return this.confirm();
    }
    if (status === 'signed-in' && isConfirmed && !isExternal) return user;
    try {
      return await this.confirm();
    } catch (thrown) {
      if (user !== undefined) return user;
      throw thrown;
    }
  }

  async signIn(signIn: SignIn): Promise<Account> {
    const { email, password } = signIn ?? {};
    const isWhole = typeof email === 'string' && typeof password === 'string';
    requireUse(isWhole, 'signIn takes {email, password}');
    return this.enter(() => this.parts.rest.signIn({ email, password }));
  }

  async register(registration: Registration): Promise<Account> {
    requireUse(typeof registration === 'object', 'register takes {email, password, name, role}');
    return this.enter(() => this.parts.rest.register(registration));
  }

  async signOut(): Promise<void> {
    const { rest, credentials, device, windows } = this.parts;
    // Asked first, since it needs the credential; not waited for, since it may be long in coming.
    const telling = this.tellServer(() => rest.signOut());
    this.leave('choice', true);
    // Until the server has answered it counts as not told: this page may close meanwhile.
    await device.signedOut(false);
    const isTold = await telling;
    if (isTold) await device.signOutMadeUp();
    // What has not reached the server yet needs the credential once more, at the next start.
    if (isTold || !device.canKeep) await credentials.forget();
    windows?.post({ kind: 'session', userId: null });
  }

  async me(): Promise<Account> {
    const { era } = this;
    const user = await this.parts.rest.me();
    if (era !== this.era) throw new ChatError('closed', 'They signed out meanwhile');
    await this.become(user);
    return user;
  }

  changePassword(currentPassword: string, newPassword: string): Promise<void> {
    return this.parts.rest.changePassword(currentPassword, newPassword);
  }

  forgotPassword(email: string): Promise<void> {
    return this.parts.rest.forgotPassword(email);
  }

  resetPassword(token: string, newPassword: string): Promise<void> {
    return this.parts.rest.resetPassword(token, newPassword);
  }

  readEmail(): Promise<OwnEmail> {
    return this.parts.rest.readEmail();
  }

  sendVerification(): Promise<void> {
    return this.parts.rest.sendVerification();
  }

  verifyEmail(token: string): Promise<void> {
    return this.parts.rest.verifyEmail(token);
  }

  changeEmail(email: string, currentPassword: string): Promise<void> {
    return this.parts.rest.changeEmail(email, currentPassword);
  }

  async rename(name: string): Promise<Account> {
    const { era } = this;
    const user = await this.parts.rest.rename(name);
    if (era !== this.era) throw new ChatError('closed', 'They signed out meanwhile');
    await this.parts.device.claim(user);
    this.state.set({ ...this.state.get(), user });
    return user;
  }

  listRefusedSignIns(): Promise<RefusedSignIn[]> {
    return this.parts.rest.listRefusedSignIns();
  }

  listSessions(): Promise<SessionInfo[]> {
    return this.parts.rest.listSessions();
  }

  async endSession(sessionId: string): Promise<void> {
    const sessions = await this.parts.rest.listSessions();
    if (sessions.some(({ id, current }) => id === sessionId && current)) return this.signOut();
    await this.parts.rest.endSession(sessionId);
  }

  /** The server refuses our credential, and there is no other. */
  lost(refusal?: ChatError): void {
    if (this.state.get().status === 'signed-out') return;
    this.parts.credentials.lost();
    const wasIn = this.user !== undefined;
    // What was written while nobody was known would go out in the name of whoever signs in next.
    this.leave(wasIn ? 'ended' : 'never', !wasIn, refusal);
    void this.parts.device.sessionEnded();
  }

  private readonly confirm = singleFlight(async (): Promise<Account | undefined> => {
    try {
      return await this.me();
    } catch (thrown) {
      if (!(thrown instanceof ChatError)) throw thrown;
      if (thrown.code === 'closed') return undefined;
      if (thrown.code !== 'unauthorized' && thrown.code !== 'signed_out') throw thrown;
      this.lost(thrown);
      return undefined;
    }
  });

  /** Once, before anything else: who owns this device, and whether a sign-out was made while offline. */
  private readonly lookAtDevice = singleFlight(async (): Promise<void> => {
    if (this.hasLookedAtDevice) return;
    const { device, rest, credentials } = this.parts;
    if (await device.isSignOutPending()) {
      if (!(await this.tellServer(() => rest.signOut())))
        throw new ChatError('unreachable', 'The last sign-out has not reached the server yet');
      await credentials.forget();
      await device.signOutMadeUp();
      this.hasLookedAtDevice = true;
      this.leave('choice', true);
      return;
    }
    const owner = await device.findOwner();
    this.hasLookedAtDevice = true;
    if (this.state.get().status !== 'unknown') return;
    if (owner === undefined) {
      // Otherwise it would be found out by being refused.
      if (this.parts.hint?.mayBeSignedIn(this.parts.url) === false)
        this.state.set({ status: 'signed-out', isConfirmed: true, reason: 'never' });
      return;
    }
    await device.claim(owner);
    this.state.set({ status: 'signed-in', user: owner, isConfirmed: false });
    this.lastUserId = owner.id;
    this.parts.onSignedIn(owner, false);
  });

  /** @returns whether the session is over on the server, be it that it was over before */
  private async tellServer(signOut: () => Promise<void>): Promise<boolean> {
    try {
      await signOut();
      return true;
    } catch (thrown) {
      return thrown instanceof ChatError && (thrown.status === 401 || thrown.code === 'signed_out');
    }
  }

  private async enter(ask: () => Promise<SignedIn>): Promise<Account> {
    if (this.parts.isExternal) throw new ChatError('unsupported', 'The app signs people in by itself here');
    const signedIn = await ask();
    await this.requireCookies();
    this.hasLookedAtDevice = true;
    await this.parts.device.signOutMadeUp();
    await this.parts.credentials.accept(signedIn);
    await this.become(signedIn.user);
    this.parts.windows?.post({ kind: 'session', userId: signedIn.user.id });
    return signedIn.user;
  }

  /** Who has just signed in and is a stranger at the next question has a browser that keeps no cookies. */
  private async requireCookies(): Promise<void> {
    const { credentials, rest, url } = this.parts;
    if (credentials.transport !== 'include') return;
    // Out of reach just now is no proof.
    if (await rest.isKnown().catch(() => true)) return;
    this.state.set({ status: 'signed-out', isConfirmed: true, reason: 'no-cookies' });
    throw noCookies(url);
  }

  private async become(user: Account): Promise<void> {
    const before = this.state.get();
    const isSame = before.user?.id === user.id;
    if (isSame && before.isConfirmed) return;
    await this.parts.device.claim(user);
    const isOther = this.lastUserId !== undefined && this.lastUserId !== user.id;
    this.lastUserId = user.id;
    this.parts.hint?.note(this.parts.url, true);
    this.state.set({ status: 'signed-in', user, isConfirmed: true });
    if (!isSame) this.parts.onSignedIn(user, isOther);
  }

  private leave(reason: NonNullable<SessionState['reason']>, byChoice: boolean, refusal?: ChatError): void {
    this.era += 1;
    if (reason !== 'other-person') this.parts.hint?.note(this.parts.url, false);
    this.state.set({ status: 'signed-out', isConfirmed: true, reason });
    this.parts.onSignedOut(byChoice, refusal);
  }

  /** Cookies are shared by all windows: after another one's sign-in our requests would be that person's. */
  private async heardFromOtherWindow(userId: string | null): Promise<void> {
    const { status, user } = this.state.get();
    if (this.parts.credentials.transport !== 'include' || status === 'unknown') return;
    if (user?.id === userId) return;
    if (user !== undefined) {
      this.parts.device.abandon();
      this.leave(userId === null ? 'choice' : 'other-person', true);
      return;
    }
    if (userId === this.lastUserId && userId !== null) {
      this.state.set({ status: 'unknown', isConfirmed: false });
      await this.confirm().catch(() => undefined);
    }
  }
}

function noCookies(url: string): ChatError {
  if (!('document' in globalThis))
    return new ChatError(
      'unsupported',
      "There is no browser here to keep cookies: use auth {kind: 'session'}",
    );
  const cure = url.startsWith('https:') ? '' : ' Where the address begins with http, open it by https.';
  return new ChatError(
    'cookies_blocked',
    `Your browser keeps no cookies of this page; without them nobody can be signed in.${cure}`,
  );
}
