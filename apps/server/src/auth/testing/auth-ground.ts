import type { UserRole } from '@jiggy-care/protocol';
import { Clock } from '../../clock/clock.ts';
import { type Config, loadConfig } from '../../config/config.ts';
import type { Database } from '../../database/database.ts';
import { RateLimits } from '../../edge/rate-limits.ts';
import { Facts } from '../../facts/facts.ts';
import { Log } from '../../operations/log.ts';
import { Accounts } from '../../people/accounts.ts';
import { Identities } from '../../people/identities.ts';
import { Invitations } from '../../people/invitations.ts';
import { AccountChanges } from '../account-changes.repository.ts';
import { AuthService, type Visitor } from '../auth.service.ts';
import { AuthenticatorService } from '../authenticator.ts';
import { ForeignTokens } from '../foreign-tokens.ts';
import { SigningSecret } from '../jwt-secret.ts';
import { Passwords } from '../passwords.ts';
import { RefreshTokens } from '../refresh-tokens.ts';
import { RefusedSignIns } from '../refused-sign-ins.repository.ts';
import { SessionWatchRepository } from '../session-watch.repository.ts';
import { SessionsRepository } from '../sessions.repository.ts';
import { SessionsService } from '../sessions.service.ts';
import { Tokens } from '../tokens.ts';

export const TEST_SECRET = 'a secret of the tests, long enough to sign with';

/** A clock that moves when it is told to. */
export class TestClock extends Clock {
  private time = Date.now();

  override now(): number {
    return this.time;
  }

  pass(ms: number): void {
    this.time += ms;
  }
}

/** Keeps what was logged, so that a test can search it for what must not be there. */
export class TestLog extends Log {
  readonly lines: string[] = [];
  debug = (facts: object, what: string) => this.keep(facts, what);
  info = (facts: object, what: string) => this.keep(facts, what);
  warn = (facts: object, what: string) => this.keep(facts, what);
  error = (facts: object, what: string) => this.keep(facts, what);

  private keep(facts: object, what: string): void {
    this.lines.push(`${what} ${JSON.stringify(facts)}`);
  }
}

/** One node's services of this room, by hand. Two of them on one database are two nodes. */
export function authNode(
  database: Database,
  clock: Clock,
  settings: Record<string, string> = {},
  production = true,
) {
  const config: Config = loadConfig({ NODE_ENV: 'test', JWT_SECRET: TEST_SECRET, ...settings });
  const log = new TestLog();
  const secret = new SigningSecret(TEST_SECRET);
  const tokens = new Tokens(secret, clock);
  const refreshTokens = new RefreshTokens(secret);
  const facts = new Facts(database, log);
  const accounts = new Accounts(database, facts);
  const identities = new Identities(database, facts);
  const invitations = new Invitations(database);
  const changes = new AccountChanges(facts);
  const repository = new SessionsRepository(database, facts);
  const watch = new SessionWatchRepository(database);
  const sessions = new SessionsService(repository, watch, refreshTokens, config, clock, log, facts);
  sessions.onModuleInit();
  const limits = new RateLimits({ factor: config.rateLimitFactor, production, redis: undefined });
  const passwords = new Passwords();
  const refused = new RefusedSignIns(database);
  const auth = new AuthService(
    accounts,
    invitations,
    changes,
    sessions,
    passwords,
    tokens,
    limits,
    config,
    clock,
    log,
    refused,
    facts,
  );
  const authenticator = new AuthenticatorService(
    tokens,
    sessions,
    new ForeignTokens(config, identities, sessions, clock, log),
  );
  return {
    accounts,
    auth,
    authenticator,
    changes,
    config,
    facts,
    invitations,
    limits,
    log,
    passwords,
    refreshTokens,
    sessions,
    tokens,
    watch,
  };
}

export function visitor(address = '192.0.2.1', clientType: Visitor['clientType'] = 'mobile'): Visitor {
  return { address, clientType, userAgent: 'a test', language: undefined };
}

export function registration(email: string, role: UserRole = 'patient') {
  return { email, password: `the password of ${email}`, name: 'Someone', role };
}
