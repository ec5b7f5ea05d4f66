import { createHash, createHmac, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Config } from '../config/config.ts';
import { SigningSecret } from './jwt-secret.ts';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

export type ClientType = 'web' | 'mobile';
/** A session of kind `app` belongs to a token that came from elsewhere; it ends with it, however much it is used. */
export type SessionKind = ClientType | 'app';
export type SessionLifetimes = Readonly<
  Record<ClientType, { readonly idleMs: number; readonly absoluteMs: number }>
>;

/**
 * How long a session lives without being used, and at the very most. A phone belongs to one person and is
 * locked; a browser may stand in a practice, so it forgets whoever has left it, and everyone by the next day.
 */
export const SESSION_LIFETIMES = {
  mobile: { idleMs: 14 * DAY_MS, absoluteMs: 90 * DAY_MS },
  web: { idleMs: 2 * HOUR_MS, absoluteMs: 12 * HOUR_MS },
} as const satisfies SessionLifetimes;

/** The lifetimes that an operator has set for web pages; those of apps are fixed. */
export function lifetimesOf({ webSessionIdleMs, webSessionMaxMs }: Lifetimes): SessionLifetimes {
  return { ...SESSION_LIFETIMES, web: { idleMs: webSessionIdleMs, absoluteMs: webSessionMaxMs } };
}

type Lifetimes = Pick<Config, 'webSessionIdleMs' | 'webSessionMaxMs'>;

/** When a session that was used just now ends if it is not used again, in milliseconds. */
export function sessionExpiry(
  clientType: ClientType,
  createdAt: number,
  now: number,
  lifetimes: SessionLifetimes = SESSION_LIFETIMES,
): number {
  const { idleMs, absoluteMs } = lifetimes[clientType];
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

/** @source protocol P2.19 */
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
