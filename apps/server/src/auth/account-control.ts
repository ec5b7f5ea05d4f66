import { Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.ts';
import { Accounts } from '../people/accounts.ts';
import { NOBODYS_HASH } from '../people/nobodys-hash.ts';
import { AccountChanges } from './account-changes.repository.ts';

/**
 * What an operator may do to an account, from the command line and over the operator's API alike.
 *
 * @source protocol P3.20, P3.22
 */
@Injectable()
export class AccountControl {
  constructor(
    private readonly accounts: Accounts,
    private readonly changes: AccountChanges,
    private readonly clock: Clock,
  ) {}

  /** @returns ids of the ended sessions; `undefined` when it was closed already */
  disable(userId: string): Promise<string[] | undefined> {
    return this.changes.close(userId, this.clock.now());
  }

  /** @returns whether it was closed, and not deleted */
  enable(userId: string): Promise<boolean> {
    return this.accounts.reopen(userId);
  }

  /**
   * Erases for good what tells who the person was: name, e-mail, password, devices, ids elsewhere. What was written and
   * called stays with those who took part.
   *
   * @returns ids of the ended sessions; `undefined` when it was deleted already
   */
  delete(userId: string): Promise<string[] | undefined> {
    return this.changes.erase(userId, NOBODYS_HASH, this.clock.now());
  }
}
