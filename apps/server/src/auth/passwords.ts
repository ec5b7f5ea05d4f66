import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { DomainError } from '../errors/domain-error.ts';

/** Argon2id, the library's default kind, as the OWASP password storage sheet has it: 19 MiB, 2 passes, 1 lane. */
const COST = { memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 } as const;
/** Node has four threads for such work; two stay free for files and name look-ups. */
const MAX_RUNNING = 2;
const MAX_WAITING = 20;
const RETRY_AFTER_MS = 2_000;
/** Of a random password that nobody has kept: what an unknown e-mail is checked against. */
const NOBODYS_HASH =
  '$argon2id$v=19$m=19456,t=2,p=1$7dRHFy/evGLlL+wgeoGPyw$+wZhHydOlw+rybA6+1yvyRatOcHoRmfy2pmZqwepHQ0';

/** Hashes passwords, never more than a few at once: a flood of logins must not take the chat's processors. */
@Injectable()
export class Passwords {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  /** @throws DomainError `unavailable` when too many are waiting */
  hash(password: string): Promise<string> {
    return this.inTurn(() => hash(password, COST));
  }

  /**
   * Whether the password belongs to the hash. Without a hash the same work is done, in vain.
   *
   * @throws DomainError `unavailable` when too many are waiting
   */
  async verify(passwordHash: string | undefined, password: string): Promise<boolean> {
    const matches = await this.inTurn(() => verify(passwordHash ?? NOBODYS_HASH, password));
    return matches && passwordHash !== undefined;
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= MAX_RUNNING) {
      if (this.waiting.length >= MAX_WAITING) {
        throw new DomainError('unavailable', 'Too many people are signing in just now, please try again', {
          retryAfterMs: RETRY_AFTER_MS,
        });
      }
      await new Promise<void>((resolve) => this.waiting.push(resolve)); // its turn is handed over below
    } else this.running += 1;
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) this.running -= 1;
      else next();
    }
  }
}
