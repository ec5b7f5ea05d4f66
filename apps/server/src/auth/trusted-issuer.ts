import { Email, isText, LIMITS, singleLine, UserRole } from '@jiggy-care/protocol';
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  decodeJwt,
  errors,
  type JWKSCacheInput,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwksCache,
  jwtVerify,
} from 'jose';
import type { Clock } from '../clock/clock.ts';
import type { IssuerSettings } from '../config/issuer-settings.ts';
import { DomainError } from '../errors/domain-error.ts';
import type { ForeignId, SaidOfPerson } from '../people/identities.ts';
import { tokenExpired } from './tokens.ts';

/** Signed with a private key: with a shared secret, the public key could be taken for the secret. */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
const MAX_TOKEN_CHARS = 4_096;
const MAX_ID_CHARS = 255;
/** Later no date can be written everywhere. */
const VERY_LATE = Date.UTC(9_999, 0);
/** Two clocks are never quite the same. */
const TOLERANCE_S = 10;

/** For so long keys count as known, and after a vain look nobody looks again. */
const KEYS_FRESH_MS = 10 * 60_000;
const LOOK_AGAIN_MS = 30_000;
const FETCH_TIMEOUT_MS = 3_000;
/** For so long the last known keys are used while the issuer cannot be reached; then one it withdrew is no risk any more. */
const KEYS_GOOD_MS = 60 * 60_000;

/** What a token of the issuer says, which it has signed and which holds now. */
export interface ForeignToken {
  readonly id: ForeignId;
  readonly said: SaidOfPerson;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** Another issuer of tokens, as its public keys and the settings have it. */
export class TrustedIssuer {
  private readonly remote: ReturnType<typeof createRemoteJWKSet>;
  /** The keys as they were had last, and when. */
  private readonly keys: JWKSCacheInput = {};
  private isAwayUntil = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly settings: IssuerSettings,
    private readonly clock: Pick<Clock, 'now'>,
  ) {
    this.remote = createRemoteJWKSet(new URL(settings.jwksUrl), {
      cacheMaxAge: KEYS_FRESH_MS,
      cooldownDuration: LOOK_AGAIN_MS,
      timeoutDuration: FETCH_TIMEOUT_MS,
      [jwksCache]: this.keys,
    });
  }

  /** Whether the token says it is theirs. It may lie: that shows when it is verified. */
  claims(token: string): boolean {
    if (token.length > MAX_TOKEN_CHARS) return false;
    try {
      return decodeJwt(token).iss === this.settings.issuer;
    } catch {
      return false;
    }
  }

  /**
   * @throws DomainError `token_expired`; `unauthorized` for what the issuer has not signed for us; `forbidden` where it
   *   does not say who in which role it is; `unavailable` while its keys cannot be had
   */
  async verify(token: string): Promise<ForeignToken> {
    const payload = await this.readClaims(token);
    const expiresAt = Math.min((payload.exp ?? 0) * 1_000, VERY_LATE);
    if (expiresAt <= this.clock.now()) throw tokenExpired();
    const { id, name, email, role } = this.settings.claims;
    return {
      id: { issuer: this.settings.issuer, subject: idIn(claimOf(payload, id)) },
      said: {
        name: nameIn(claimOf(payload, name)),
        role: roleIn(claimOf(payload, role)),
        email: payload.email_verified === false ? undefined : emailIn(claimOf(payload, email)),
      },
      expiresAt,
    };
  }

  private async readClaims(token: string): Promise<JWTPayload> {
    try {
      const { issuer, audience } = this.settings;
      const { payload } = await jwtVerify(token, this.keyOf, {
        algorithms: ALGORITHMS,
        issuer,
        audience,
        requiredClaims: ['exp'],
        clockTolerance: TOLERANCE_S,
        currentDate: new Date(this.clock.now()),
      });
      return payload;
    } catch (thrown) {
      if (thrown instanceof DomainError) throw thrown;
      // without the cause: it may repeat claims
      throw thrown instanceof errors.JWTExpired ? tokenExpired() : DomainError.unauthorized();
    }
  }

  private readonly keyOf: JWTVerifyGetKey = async (header, token) => {
    if (performance.now() < this.isAwayUntil) return this.lastKnown(header, token);
    try {
      return await this.remote(header, token);
    } catch (thrown) {
      if (isAboutTheKey(thrown)) throw thrown;
      this.isAwayUntil = performance.now() + LOOK_AGAIN_MS;
      return this.lastKnown(header, token);
    }
  };

  private lastKnown: JWTVerifyGetKey = async (header, token) => {
    const { jwks, uat = 0 } = this.keys;
    if (jwks === undefined || Date.now() - uat > KEYS_GOOD_MS) throw keysAway();
    return createLocalJWKSet(jwks)(header, token).catch((thrown: unknown) => {
      // A key that is new meanwhile can only be asked for.
      throw thrown instanceof errors.JWKSNoMatchingKey ? keysAway() : thrown;
    });
  };
}

/** The issuer has answered, and it is the token that is wrong. */
function isAboutTheKey(thrown: unknown): boolean {
  return (
    thrown instanceof errors.JWKSNoMatchingKey ||
    thrown instanceof errors.JWKSMultipleMatchingKeys ||
    thrown instanceof errors.JOSENotSupported
  );
}

function keysAway(): DomainError {
  return new DomainError(
    'unavailable',
    'Whether your sign-in is good cannot be seen just now, please try again',
    {
      retryAfterMs: LOOK_AGAIN_MS,
    },
  );
}

/** A claim by its name, which may have dots in it, or by the way to it. */
function claimOf(payload: JWTPayload, name: string): unknown {
  if (Object.hasOwn(payload, name)) return payload[name];
  let value: unknown = payload;
  for (const step of name.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}

function idIn(claim: unknown): string {
  const isId = typeof claim === 'string' && claim !== '' && claim.length <= MAX_ID_CHARS && isText(claim);
  if (!isId) throw DomainError.forbidden('Your sign-in does not say who you are');
  return claim;
}

function nameIn(claim: unknown): string {
  const name = singleLine(LIMITS.nameChars).safeParse(claim);
  if (!name.success) throw DomainError.forbidden('Your sign-in does not say what you are called');
  return name.data;
}

/** One word or a list of them, of which just one is a role here. */
function roleIn(claim: unknown): UserRole {
  const words: unknown[] = Array.isArray(claim) ? claim : [claim];
  const [role, ...others] = UserRole.options.filter((option) => words.includes(option));
  if (role === undefined || others.length > 0) {
    throw DomainError.forbidden('This is for patients and consultants only');
  }
  return role;
}

function emailIn(claim: unknown): string | undefined {
  const email = Email.safeParse(claim);
  return email.success ? email.data : undefined;
}
