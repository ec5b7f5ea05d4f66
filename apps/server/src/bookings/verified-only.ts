import { Injectable } from '@nestjs/common';
import type { Identity } from '../auth/identity.ts';
import { DomainError } from '../errors/domain-error.ts';
import { Addresses } from '../people/addresses.ts';

/**
 * Whether somebody may book before their e-mail address is known to be theirs.
 *
 * @source protocol P2.45
 */
@Injectable()
export class VerifiedOnly {
  constructor(private readonly addresses: Addresses) {}

  /** @throws DomainError `email_not_verified` */
  async require({ userId }: Identity): Promise<void> {
    if (await this.addresses.isTrusted(userId)) return;
    throw new DomainError(
      'email_not_verified',
      'Please verify your e-mail address first: open the link in the mail that we have sent you',
    );
  }
}
