import { createHash } from 'node:crypto';
import type { Account, Language, RefusedSignIn, UserRole } from '@jiggy-care/protocol';
import { Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.ts';
import { OneAtATime } from '../concurrency/one-at-a-time.ts';
import type { Turn } from '../concurrency/preferring-turns.ts';
import { Config } from '../config/config.ts';
import type { Executor } from '../database/database.ts';
import { networkOf } from '../edge/client-address.ts';
import { RateLimits } from '../edge/rate-limits.ts';
import { DomainError } from '../errors/domain-error.ts';
import { Facts, type Note } from '../facts/facts.ts';
import { describeError } from '../operations/describe-error.ts';
import { Log } from '../operations/log.ts';
import { Accounts, type StoredAccount } from '../people/accounts.ts';
import { type HeldInvitation, Invitations } from '../people/invitations.ts';
import { AccountChanges } from './account-changes.repository.ts';
import { accountDisabled } from './account-disabled.ts';
import type { CallerIdentity } from './caller.ts';
import { isDemoAddress } from './demo-address.ts';
import { invalidField, refuseCommonPassword } from './new-password.ts';
import { Passwords } from './passwords.ts';
import { type ClientType, hashSecret } from './refresh-tokens.ts';
import { RefusedSignIns } from './refused-sign-ins.repository.ts';
import { type SessionGrant, SessionsService } from './sessions.service.ts';
import { Tokens } from './tokens.ts';

/** Where a request comes from. */
export interface Visitor {
  readonly clientType: ClientType;
  readonly userAgent: string | undefined;
  readonly language: Language | undefined;
  /** As limits count it, see `addressBucket`. */
  readonly address: string;
}

/** A password that is tried. */
interface Guess {
  readonly email: string;
  /** `undefined` where there is no such account. */
  readonly userId: string | undefined;
  readonly address: string;
  /** It is asked for once more within a session. */
  readonly isSignedIn: boolean;
}

/** What someone gets who has signed in or refreshed. */
export interface SignInGrant extends SessionGrant {
  readonly user: Account;
  readonly accessToken: string;
}

interface NewPassword {
  readonly userId: string;
  readonly newHash: string;
  readonly isGivenBack?: boolean;
}

interface Registration {
  readonly email: string;
  readonly password: string;
  readonly name: string;
  readonly role: UserRole;
  readonly invitation?: string | undefined;
}

/**
 * The rules of accounts and of signing in.
 *
 * @source protocol P2.1, P2.2, P2.6 to P2.12, P2.25
 */
@Injectable()
export class AuthService {
  /** Guesses made at once wait for each other: checked side by side, they would all pass before one counts. */
  private readonly guesses = new OneAtATime();

  constructor(
    private readonly accounts: Accounts,
    private readonly invitations: Invitations,
    private readonly changes: AccountChanges,
    private readonly sessions: SessionsService,
    private readonly passwords: Passwords,
    private readonly tokens: Tokens,
    private readonly limits: RateLimits,
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly refused: RefusedSignIns,
    private readonly facts: Facts,
  ) {}

  /** @throws DomainError `rate_limited`, `validation_failed` (common password), `signup_closed`, `email_taken` */
  async register(registration: Registration, visitor: Visitor): Promise<SignInGrant> {
    await this.limits.take('register', visitor.address);
    const { email, password, name, role } = registration;
    this.refuseDemoAddress(email);
    refuseCommonPassword(password, 'password', registration);
    const invitation = await this.requireInvitation(registration);
    const passwordHash = await this.passwords.hash(password, { source: networkOf(visitor.address) });
    const { language } = visitor;
    const user = await this.accounts.create({ email, name, role, passwordHash }, { invitation, language });
    this.log.info({ userId: user.id, role, network: networkOf(visitor.address) }, 'account made');
    const grant = await this.open(user, visitor);
    if (grant === undefined) throw wrongCredentials();
    return grant;
  }

  /**
   * Which of e-mail and password is wrong shows neither in the answer nor in the time it takes. That an account is
   * closed learns only who has its password.
   *
   * @throws DomainError `rate_limited`, `wrong_credentials`, `account_disabled`, `unavailable`
   */
  async login(email: string, password: string, visitor: Visitor): Promise<SignInGrant> {
    await this.limits.take('loginAddress', visitor.address);
    const user = this.isClosedToDemo(email) ? undefined : await this.accounts.findByEmail(email);
    const guess = { email, userId: user?.id, address: visitor.address, isSignedIn: false };
    return this.guess(guess, async (turn) => {
      const matches = await this.passwords.verify(user?.passwordHash, password, turn);
      if (user === undefined || !matches) return undefined;
      if (user.disabledAt !== null) throw accountDisabled();
      return this.open(user, visitor);
    });
  }

  /**
   * Of several tokens the first that is one of ours counts.
   *
   * @throws DomainError `rate_limited`, `unauthorized`
   */
  async refresh(tokens: readonly string[], address: string): Promise<SignInGrant> {
    await this.limits.take('refresh', address);
    const [token = '', ...others] = tokens;
    try {
      const { grant, user } = await this.sessions.refresh(token);
      return await this.withAccessToken(user, grant);
    } catch (refusal) {
      if (others.length === 0 || !(refusal instanceof DomainError)) throw refusal;
      return this.refresh(others, address);
    }
  }

  listRefusedSignIns({ userId }: CallerIdentity): Promise<RefusedSignIn[]> {
    return this.refused.list(userId);
  }

  /** A second logout at the same moment finds nothing to end, and that is no error. */
  async logout(caller: CallerIdentity): Promise<void> {
    await this.sessions.end(caller.userId, caller.sessionId);
  }

  /**
   * Changes the password and ends the caller's other sessions.
   *
   * @throws DomainError `validation_failed` (common password), `wrong_credentials`, `rate_limited`
   */
  async changePassword(
    caller: CallerIdentity,
    currentPassword: string,
    newPassword: string,
    address: string,
  ): Promise<void> {
    const user = await this.getUser(caller);
    refuseCommonPassword(newPassword, 'newPassword', user);
    const guess = { email: user.email, userId: user.id, address, isSignedIn: true };
    await this.guess(guess, async (turn) => {
      const isRight = await this.passwords.verify(user.passwordHash, currentPassword, turn);
      if (!isRight) return undefined;
      return this.changes.replacePassword({
        userId: user.id,
        oldHash: user.passwordHash,
        newHash: await this.passwords.hash(newPassword, turn),
        keptSessionId: caller.sessionId,
        now: this.clock.now(),
      });
    });
    this.log.info({ userId: user.id, network: networkOf(address) }, 'password changed');
  }

  /**
   * Whether it is the caller, who is asked once more.
   *
   * @returns the hash of the password, which may be another one in the next moment
   * @throws DomainError `wrong_credentials`, `rate_limited`
   */
  async confirm(caller: CallerIdentity, password: string, address: string): Promise<string> {
    const { id, email, passwordHash } = await this.getUser(caller);
    return this.guess({ email, userId: id, address, isSignedIn: true }, async (turn) =>
      (await this.passwords.verify(passwordHash, password, turn)) ? passwordHash : undefined,
    );
  }

  /** Puts a new password in the place of one that is forgotten: in the transaction that finds that it may be done. */
  async txReplacePassword(tx: Executor, note: Note, password: NewPassword): Promise<void> {
    await this.changes.txReplacePassword(tx, note, { ...password, now: this.clock.now() });
  }

  /** What somebody has guessed here in vain does not keep them out with the password that they have now. */
  forgiveGuesses(email: string, address: string): Promise<void> {
    return this.limits.forgive('loginFailure', guessKey(email, address));
  }

  async getAccount(caller: CallerIdentity): Promise<Account> {
    return accountOf(await this.getUser(caller));
  }

  private async getUser({ userId }: CallerIdentity): Promise<StoredAccount> {
    const user = await this.accounts.find(userId);
    if (user === undefined) throw DomainError.unauthorized();
    return user;
  }

  /**
   * Tries a password, if this address may still guess for this e-mail, and all addresses together for this account.
   * Only a failure counts, and a success is forgiven what its own address did before. Others who guess never shut
   * the owner out at an address from which they have signed in before; nor do they take the owner's turn.
   *
   * @param attempt gives `undefined` for a wrong password
   */
  private guess<T>(guess: Guess, attempt: (turn: Turn) => Promise<T | undefined>): Promise<T> {
    const { email, userId, address } = guess;
    const account = hashOf(email.toLowerCase());
    const key = guessKey(email, address);
    return this.guesses.run(key, async () => {
      await this.limits.check('loginFailure', key);
      const isKnownHere = await this.sessions.hasSignedInFrom(userId, address);
      if (!isKnownHere) await this.checkAccount(account, guess);
      const result = await attempt({ source: networkOf(address), isPreferred: isKnownHere });
      if (result === undefined) {
        this.noteRefusal(guess);
        await this.limits.count('loginAccount', account);
        await this.limits.take('loginFailure', key);
        throw wrongCredentials();
      }
      await this.limits.forgive('loginFailure', key);
      return result;
    });
  }

  private async checkAccount(account: string, guess: Guess): Promise<void> {
    try {
      await this.limits.check('loginAccount', account);
    } catch (refusal) {
      this.noteRefusal(guess);
      throw refusal;
    }
  }

  /**
   * Not waited for: the time of an answer must not tell whether there is such an account. Who is signed in does not try
   * to sign in: their own slip is nothing to warn them of.
   */
  private noteRefusal({ userId, address, isSignedIn }: Guess): void {
    const network = networkOf(address);
    if (isSignedIn) {
      this.log.warn({ userId, network }, 'password refused in a session');
      return;
    }
    this.log.warn({ userId, network }, 'sign-in refused');
    const noting = Promise.all([
      this.facts.happened('session.refused', { userId, network }),
      userId === undefined ? undefined : this.refused.note(userId, network),
    ]);
    noting.catch((thrown: unknown) => {
      this.log.warn({ userId, error: describeError(thrown) }, 'cannot note a refused sign-in');
    });
  }

  private isClosedToDemo(email: string): boolean {
    return this.config.environment === 'production' && isDemoAddress(email);
  }

  private refuseDemoAddress(email: string): void {
    if (this.isClosedToDemo(email)) throw invalidField('email', 'is kept for the demo, please use your own');
  }

  private async requireInvitation({
    email,
    role,
    invitation,
  }: Registration): Promise<HeldInvitation | undefined> {
    if (role === 'patient' || this.config.consultantSignup === 'open') return undefined;
    const held = { tokenHash: hashSecret(invitation ?? ''), now: this.clock.now() };
    await this.invitations.require(held, email);
    return held;
  }

  /** @returns `undefined` when the password was changed since it was checked */
  private async open(
    user: StoredAccount,
    { clientType, userAgent, address }: Visitor,
  ): Promise<SignInGrant | undefined> {
    const { id: userId, passwordHash } = user;
    const grant = await this.sessions.open({ userId, passwordHash, clientType, userAgent, address });
    return grant && this.withAccessToken(user, grant);
  }

  private async withAccessToken(user: Account, grant: SessionGrant): Promise<SignInGrant> {
    const identity = { userId: user.id, role: user.role, sessionId: grant.sessionId };
    const accessToken = await this.tokens.sign(identity, grant.now);
    return { ...grant, user: accountOf(user), accessToken };
  }
}

function accountOf({ id, email, name, role }: Account): Account {
  return { id, email, name, role };
}

export function wrongCredentials(): DomainError {
  return new DomainError('wrong_credentials', 'The e-mail or the password is wrong');
}

/** For what is guessed of one e-mail at one address. */
function guessKey(email: string, address: string): string {
  return hashOf(`${address} ${email.toLowerCase()}`);
}

/** Because limits may be kept in Redis, where no one's e-mail belongs. */
function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
