import { availableParallelism } from 'node:os';
import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { PreferringTurns, type Turn } from '../concurrency/preferring-turns.ts';
import { DomainError } from '../errors/domain-error.ts';
import { NOBODYS_HASH } from '../people/nobodys-hash.ts';

/** Argon2id, the library's default kind, as the OWASP password storage sheet has it: 19 MiB, 2 passes, 1 lane. */
const COST = { memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 } as const;
/** Some seconds of work: longer nobody waits gladly. */
const MAX_WAITING = 200;
const MAX_WAITING_OF_ONE_SOURCE = 20;
const RETRY_AFTER_MS = 2_000;
/** Whom an operator's command, or a start, stands for. */
const HERE: Turn = { source: 'here', isPreferred: true };

/**
 * Hashes passwords, never more than a few at once: a flood of logins must not take the chat's processors, nor the
 * turns of those who come from elsewhere. The same letters in another Unicode form are the same password.
 *
 * @source protocol P2.7, P2.9; NIST SP 800-63B, 3.1.1.2
 */
@Injectable()
export class Passwords {
  private readonly turns = new PreferringTurns(
    {
      maxRunning: hashesAtOnce(availableParallelism()),
      maxWaiting: MAX_WAITING,
      maxWaitingOfOneSource: MAX_WAITING_OF_ONE_SOURCE,
    },
    () =>
      new DomainError('unavailable', 'Too many people are signing in just now, please try again', {
        retryAfterMs: RETRY_AFTER_MS,
      }),
  );

  /** @throws DomainError `unavailable` when too many are waiting */
  hash(password: string, turn = HERE): Promise<string> {
    return this.turns.take(turn, () => hash(password.normalize('NFC'), COST));
  }

  /**
   * Whether the password belongs to the hash. Without a hash the same work is done, in vain.
   *
   * @throws DomainError `unavailable` when too many are waiting
   */
  async verify(passwordHash: string | undefined, password: string, turn = HERE): Promise<boolean> {
    const matches = await this.turns.take(turn, async () => {
      for (const form of formsOf(password)) {
        if (await verify(passwordHash ?? NOBODYS_HASH, form)) return true;
      }
      return false;
    });
    return matches && passwordHash !== undefined;
  }
}

/** Node has four threads for such work, and two stay free for files and name look-ups; one processor stays for the chat. */
export function hashesAtOnce(processors: number): number {
  return processors > 2 ? 2 : 1;
}

/** As it is hashed, and as those who came before that may have typed it: for plain letters it is one and the same. */
function formsOf(password: string): ReadonlySet<string> {
  return new Set([password.normalize('NFC'), password, password.normalize('NFD')]);
}
