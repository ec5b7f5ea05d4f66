import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { jwtVerify, SignJWT } from 'jose';
import { Clock } from '../clock/clock.ts';
import { SigningSecret } from './jwt-secret.ts';

const ALGORITHM = 'HS256';
const KEY_BYTES = 32;

/** Ids and numbers that a token brings back. */
export type Errand = Readonly<Record<string, string | number>>;

/**
 * Tokens that entitle whoever holds one to a single errand, without being signed in and without being stored. Each purpose
 * has a key of its own, so a token of one is nothing to another.
 */
@Injectable()
export class ErrandTokens {
  private readonly keys = new Map<string, KeyObject>();

  constructor(
    private readonly secret: SigningSecret,
    private readonly clock: Clock,
  ) {}

  /** @param expiresAt milliseconds since 1970 */
  sign(purpose: string, errand: Errand, expiresAt: number): Promise<string> {
    return new SignJWT({ ...errand })
      .setProtectedHeader({ alg: ALGORITHM })
      .setExpirationTime(Math.ceil(expiresAt / 1_000))
      .sign(this.keyOf(purpose));
  }

  /** @returns `undefined` for what is no token of this purpose, or is not good any more */
  async read(purpose: string, token: string): Promise<Record<string, unknown> | undefined> {
    const currentDate = new Date(this.clock.now());
    const options = { algorithms: [ALGORITHM], requiredClaims: ['exp'], currentDate };
    return jwtVerify(token, this.keyOf(purpose), options).then(
      ({ payload }) => payload,
      () => undefined,
    );
  }

  private keyOf(purpose: string): KeyObject {
    let key = this.keys.get(purpose);
    if (key === undefined) {
      const bytes = hkdfSync('sha256', this.secret.value, '', `errand: ${purpose}`, KEY_BYTES);
      key = createSecretKey(Buffer.from(bytes));
      this.keys.set(purpose, key);
    }
    return key;
  }
}
