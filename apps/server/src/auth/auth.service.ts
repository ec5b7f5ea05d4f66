import { createHash } from 'node:crypto';
import { type Account, DOCUMENTED_SENTENCES, type UserRole } from '@jiggy-care/protocol';
import { Injectable } from '@nestjs/common';
import { Turns } from '../concurrency/turns.ts';
import { Config } from '../config/config.ts';
import { RateLimits } from '../edge/rate-limits.ts';
import { DomainError } from '../errors/domain-error.ts';
import { Log } from '../operations/log.ts';
import type { CallerIdentity } from './caller.ts';
import { Clock } from './clock.ts';
import { isCommonPassword } from './common-passwords.ts';
import { Passwords } from './passwords.ts';
import { type ClientType, hashSecret } from './refresh-tokens.ts';
import { type SessionGrant, SessionsService } from './sessions.service.ts';
import { Tokens } from './tokens.ts';
import { signupClosed, type User, UsersRepository } from './users.repository.ts';

/** Where a request comes from. */
export interface Visitor {
  readonly clientType: ClientType;
  readonly userAgent: string | undefined;
  /** As limits count it, see `addressBucket`. */
  readonly address: string;
}

/** What someone gets who has signed in or refreshed. */
export interface SignInGrant extends SessionGrant {
  readonly user: Account;
  readonly accessToken: string;
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
 * @source contract, section 2; design, trust 2.8, 2.14-2.18 and 5.7
 */
@Injectable()
export class AuthService {
  /** Guesses made at once wait for each other: checked side by side, they would all pass before one counts. */
  private readonly guesses = new Turns();

  constructor(
    private readonly users: UsersRepository,
    private readonly sessions: SessionsService,
    private readonly passwords: Passwords,
    private readonly tokens: Tokens,
    private readonly limits: RateLimits,
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** @throws DomainError `rate_limited`, `validation_failed` (common password), `signup_closed`, `email_taken` */
  async register(registration: Registration, visitor: Visitor): Promise<SignInGrant> {
    await this.limits.take('register', visitor.address);
    const { email, password, name, role } = registration;
    refuseCommonPassword(password, 'password');
    const invitation = await this.requireInvitation(registration);
    const passwordHash = await this.passwords.hash(password);
    const user = await this.users.create({ email, name, role, passwordHash }, invitation);
    this.log.info({ userId: user.id, role }, 'account made');
    const grant = await this.open(user, visitor);
    if (grant === undefined) throw wrongCredentials();
    return grant;
  }

  /**
   * Which of e-mail and password is wrong shows neither in the answer nor in the time it takes.
   *
   * @throws DomainError `rate_limited`, `wrong_credentials`, `unavailable`
   */
  async login(email: string, password: string, visitor: Visitor): Promise<SignInGrant> {
    await this.limits.take('loginAddress', visitor.address);
    return this.guess(email, visitor.address, async () => {
      const user = await this.users.findByEmail(email);
      const matches = await this.passwords.verify(user?.passwordHash, password);
      return user !== undefined && matches ? this.open(user, visitor) : undefined;
    });
  }

  /** @throws DomainError `rate_limited`, `unauthorized` */
  async refresh(token: string, address: string): Promise<SignInGrant> {
    await this.limits.take('refresh', address);
    const { grant, user } = await this.sessions.refresh(token);
    return this.withAccessToken(user, grant);
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
    refuseCommonPassword(newPassword, 'newPassword');
    const user = await this.getUser(caller);
    const ended = await this.guess(user.email, address, async () => {
      const isRight = await this.passwords.verify(user.passwordHash, currentPassword);
      if (!isRight) return undefined;
      return this.users.replacePassword({
        userId: user.id,
        oldHash: user.passwordHash,
        newHash: await this.passwords.hash(newPassword),
        keptSessionId: caller.sessionId,
        now: this.clock.now(),
      });
    });
    this.log.info({ userId: user.id }, 'password changed');
    this.sessions.announceEnded(ended);
  }

  async getAccount(caller: CallerIdentity): Promise<Account> {
    return accountOf(await this.getUser(caller));
  }

  private async getUser({ userId }: CallerIdentity): Promise<User> {
    const user = await this.users.find(userId);
    if (user === undefined) throw DomainError.unauthorized();
    return user;
  }

  /**
   * Tries a password, if this address may still guess for this e-mail. Only a failure counts, and a success
   * is forgiven what came before.
   *
   * @param attempt gives `undefined` for a wrong password
   */
  private guess<T>(email: string, address: string, attempt: () => Promise<T | undefined>): Promise<T> {
    // hashed, because limits may be kept in Redis, where no one's e-mail belongs
    const key = createHash('sha256').update(`${address} ${email.toLowerCase()}`).digest('base64url');
    return this.guesses.take(key, async () => {
      await this.limits.check('loginFailure', key);
      const result = await attempt();
      if (result === undefined) {
        await this.limits.take('loginFailure', key);
        throw wrongCredentials();
      }
      await this.limits.forgive('loginFailure', key);
      return result;
    });
  }

  private async requireInvitation({ email, role, invitation }: Registration) {
    if (role === 'patient' || this.config.consultantSignup === 'open') return undefined;
    const now = this.clock.now();
    const tokenHash = hashSecret(invitation ?? '');
    if (!(await this.users.hasInvitation(tokenHash, email, now))) throw signupClosed();
    return { tokenHash, now };
  }

  /** @returns `undefined` when the password was changed since it was checked */
  private async open(user: User, { clientType, userAgent }: Visitor): Promise<SignInGrant | undefined> {
    const { id: userId, passwordHash } = user;
    const grant = await this.sessions.open({ userId, passwordHash, clientType, userAgent });
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

function wrongCredentials(): DomainError {
  return new DomainError('wrong_credentials', 'The e-mail or the password is wrong');
}

function refuseCommonPassword(password: string, path: string): void {
  if (!isCommonPassword(password)) return;
  throw new DomainError('validation_failed', DOCUMENTED_SENTENCES.validationFailed, {
    details: [{ path, message: 'is one of the commonest passwords, please choose another' }],
  });
}
