import { createHash, createHmac, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { SigningSecret } from '../auth/jwt-secret.ts';

/** What a link in a mail is made of. */
export interface MailLink {
  /** From it and our own secret the token follows: who reads the database has no link. */
  readonly seed: string;
  readonly tokenHash: string;
}

/**
 * The secrets in the links of mails, 256 bits each. A mail that is sent once more after a crash has the very link of the
 * first, though no table holds it.
 */
@Injectable()
export class MailLinks {
  constructor(private readonly secret: SigningSecret) {}

  make(): MailLink {
    const seed = randomBytes(32).toString('base64url');
    return { seed, tokenHash: hashOf(this.tokenOf(seed)) };
  }

  tokenOf(seed: string): string {
    return createHmac('sha256', this.secret.value).update(`link in a mail: ${seed}`).digest('base64url');
  }
}

/** What the table knows of a token. */
export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
