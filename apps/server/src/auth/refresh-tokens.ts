import { createHash, createHmac, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { SigningSecret } from './jwt-secret.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * How long a session lives without being refreshed, and at the very most. A phone belongs to one person and
 * is locked; a browser may stand in a practice, so it forgets overnight and within a week.
 */
export const SESSION_LIFETIMES = {
  mobile: { idleMs: 14 * DAY_MS, absoluteMs: 90 * DAY_MS },
  web: { idleMs: DAY_MS / 2, absoluteMs: 7 * DAY_MS },
} as const;

export type ClientType = keyof typeof SESSION_LIFETIMES;

/** When a session that was used just now ends if it is not used again, in milliseconds. */
export function sessionExpiry(clientType: ClientType, createdAt: number, now: number): number {
  const { idleMs, absoluteMs } = SESSION_LIFETIMES[clientType];
  return Math.min(now + idleMs, createdAt + absoluteMs);
}

/**
 * What becomes of a refresh token that was presented:
 * - `rotate`: it is spent now, its successor takes its place;
 * - `repeat`: it was spent a moment ago (another tab, a lost answer) and gets the same successor again;
 * - `reuse`: someone kept it, so one of the two who have it is a thief: the session ends;
 * - `refuse`: its session has ended, or never was.
 */
export type RefreshVerdict = 'rotate' | 'repeat' | 'reuse' | 'refuse';

export interface PresentedToken {
  readonly now: number;
  readonly graceMs: number;
  readonly sessionEndedAt: number | undefined;
  readonly sessionExpiresAt: number;
  readonly spentAt: number | undefined;
  /** The successor as it is stored: absent where the token is unspent, or the secret was changed since. */
  readonly successor: { readonly spentAt: number | undefined } | undefined;
}

/** @source contract, section 2, refresh; design, trust 5.6 */
export function judgeRefresh(token: PresentedToken): RefreshVerdict {
  const { now, graceMs, spentAt, successor } = token;
  if (token.sessionEndedAt !== undefined || token.sessionExpiresAt <= now) return 'refuse';
  if (spentAt === undefined) return 'rotate';
  const isLate = (instant: number | undefined) => instant !== undefined && now - instant >= graceMs;
  if (isLate(spentAt) || isLate(successor?.spentAt)) return 'reuse';
  return successor === undefined ? 'refuse' : 'repeat';
}

/** Opaque, 256 bit. A token's successor follows from it and a key, so a repeat needs no stored token. */
@Injectable()
export class RefreshTokens {
  private readonly successorKey: Buffer;

  constructor(secret: SigningSecret) {
    this.successorKey = createHmac('sha256', secret.value).update('refresh token succession, 1').digest();
  }

  first(): string {
    return randomBytes(32).toString('base64url');
  }

  successorOf(token: string): string {
    return createHmac('sha256', this.successorKey).update(token).digest('base64url');
  }
}

/** Whether it looks like one of ours; anything else need not be looked up. */
export function isRefreshToken(text: string): boolean {
  return /^[\w-]{43}$/.test(text);
}

/** What is stored of a secret that has 256 random bits of its own: no salt and no slow hash needed. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}
