import { createSecretKey, type KeyObject } from 'node:crypto';
import { UserRole, Uuid } from '@jiggy-care/protocol';
import { Injectable } from '@nestjs/common';
import { errors, jwtVerify, SignJWT } from 'jose';
import { Clock } from '../clock/clock.ts';
import { DomainError } from '../errors/domain-error.ts';
import type { Identity } from './identity.ts';
import { SigningSecret } from './jwt-secret.ts';

/** How long an access token lives. */
export const ACCESS_TTL_S = 15 * 60;

const ALGORITHM = 'HS256';
/** RFC 9068. No other kind of token signed with this secret can be taken for an access token. */
const TYPE = 'at+jwt';
const ISSUER = 'jiggy-care';
const AUDIENCE = 'jiggy-care-chat';
const MAX_TOKEN_CHARS = 4_096;
const MAX_REMEMBERED = 10_000;

/** Someone whose token was signed by us and has not expired; the session behind it may have ended. */
export interface VerifiedToken {
  readonly identity: Identity & { readonly sessionId: string };
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** When an access token signed at this instant ends, in milliseconds; tokens count whole seconds. */
export function accessExpiry(now: number): number {
  return (Math.floor(now / 1000) + ACCESS_TTL_S) * 1000;
}

/** Signs and verifies access tokens; the only place that knows their claims. */
@Injectable()
export class Tokens {
  private readonly key: KeyObject;
  /** Verified tokens, the least recently used first: a busy client's HMAC is computed once, not per request. */
  private readonly verified = new Map<string, VerifiedToken>();

  constructor(
    secret: SigningSecret,
    private readonly clock: Clock,
  ) {
    this.key = createSecretKey(Buffer.from(secret.value, 'utf8'));
  }

  /** @param now milliseconds; the token ends at {@link accessExpiry} of it */
  sign(identity: VerifiedToken['identity'], now: number): Promise<string> {
    return new SignJWT({ role: identity.role, sid: identity.sessionId })
      .setProtectedHeader({ alg: ALGORITHM, typ: TYPE })
      .setSubject(identity.userId)
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setIssuedAt(Math.floor(now / 1000))
      .setExpirationTime(accessExpiry(now) / 1000)
      .sign(this.key);
  }

  /**
   * @throws DomainError `token_expired`; `unauthorized` for anything else that is no token of ours, `forbidden` for a role
   *   that has no business here
   */
  async verify(token: string): Promise<VerifiedToken> {
    const known = this.verified.get(token);
    if (known === undefined) return this.remember(token, await this.check(token));
    this.verified.delete(token);
    if (known.expiresAt <= this.clock.now()) throw tokenExpired();
    this.verified.set(token, known);
    return known;
  }

  private async check(token: string): Promise<VerifiedToken> {
    if (token.length > MAX_TOKEN_CHARS) throw DomainError.unauthorized();
    const payload = await this.readClaims(token);
    const { sub, role, sid, exp } = payload;
    const userId = Uuid.safeParse(sub);
    const sessionId = Uuid.safeParse(sid);
    if (!userId.success || !sessionId.success || exp === undefined) throw DomainError.unauthorized();
    const known = UserRole.safeParse(role);
    if (!known.success) throw DomainError.forbidden('This is for patients and consultants only');
    const identity = { userId: userId.data, role: known.data, sessionId: sessionId.data };
    return { identity, expiresAt: exp * 1000 };
  }

  private async readClaims(token: string) {
    try {
      const { payload } = await jwtVerify(token, this.key, {
        algorithms: [ALGORITHM],
        typ: TYPE,
        issuer: ISSUER,
        audience: AUDIENCE,
        requiredClaims: ['sub', 'role', 'sid', 'iat', 'exp'],
        currentDate: new Date(this.clock.now()),
      });
      return payload;
    } catch (thrown) {
      // without the cause: it may repeat claims
      throw thrown instanceof errors.JWTExpired ? tokenExpired() : DomainError.unauthorized();
    }
  }

  private remember(token: string, verified: VerifiedToken): VerifiedToken {
    const oldest = this.verified.size < MAX_REMEMBERED ? undefined : this.verified.keys().next().value;
    if (oldest !== undefined) this.verified.delete(oldest);
    this.verified.set(token, verified);
    return verified;
  }
}

export function tokenExpired(): DomainError {
  return new DomainError('token_expired', 'The access token has expired, please refresh it');
}
