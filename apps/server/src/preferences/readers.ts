import type { Language, Preferences as PreferencesOf, UserRole } from '@jiggy-care/protocol';
import { Injectable } from '@nestjs/common';
import { Accounts } from '../people/accounts.ts';
import { Addresses } from '../people/addresses.ts';
import { isNobodysEmail } from '../people/nobodys-email.ts';
import { Preferences } from './preferences.ts';

/** Whoever reads a mail. */
export interface Reader {
  readonly userId: string;
  readonly role: UserRole;
  readonly email: string;
  readonly language: Language;
  readonly preferences: PreferencesOf;
}

/** Who can be reached by mail, and how they want it. */
@Injectable()
export class Readers {
  constructor(
    private readonly accounts: Accounts,
    private readonly addresses: Addresses,
    private readonly preferences: Preferences,
  ) {}

  /**
   * Whom mails about others go to: nobody whose address may be a stranger's.
   *
   * @source protocol P2.45
   */
  async findTrusted(userId: string): Promise<Reader | undefined> {
    return (await this.addresses.isTrusted(userId)) ? this.find(userId) : undefined;
  }

  /** `undefined` for those whose account is closed, or who have no address. */
  async find(userId: string): Promise<Reader | undefined> {
    const account = await this.accounts.find(userId);
    if (account === undefined || account.disabledAt !== null || isNobodysEmail(account.email))
      return undefined;
    const { role, email } = account;
    const preferences = await this.preferences.ofOne({ userId, role });
    return { userId, role, email, language: preferences.language ?? 'en', preferences };
  }
}
