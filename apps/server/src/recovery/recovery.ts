import { createHash } from 'node:crypto';
import type { Language } from '@jiggy-care/protocol';
import { Injectable } from '@nestjs/common';
import { AuthService } from '../auth/auth.service.ts';
import { refuseCommonPassword } from '../auth/new-password.ts';
import { Passwords } from '../auth/passwords.ts';
import { Clock } from '../clock/clock.ts';
import { networkOf } from '../edge/client-address.ts';
import { RateLimits } from '../edge/rate-limits.ts';
import { Facts } from '../facts/facts.ts';
import { Jobs } from '../jobs/jobs.ts';
import { Mail } from '../mail/mail.ts';
import { Log } from '../operations/log.ts';
import { Accounts } from '../people/accounts.ts';
import { txHoldAccount, txSettleEmail } from '../people/addresses.ts';
import { isSameAddress } from '../people/same-email.ts';
import { AccountMails } from './account-mails.ts';
import { linkExpired, mailOff } from './link-refusals.ts';
import { hashOf } from './mail-links.ts';
import { MailTokens } from './mail-tokens.repository.ts';

/**
 * The way back in for who has forgotten the password.
 *
 * @source protocol P2.38, P2.39
 */
@Injectable()
export class Recovery {
  constructor(
    private readonly mail: Mail,
    private readonly mails: AccountMails,
    private readonly tokens: MailTokens,
    private readonly facts: Facts,
    private readonly jobs: Jobs,
    private readonly auth: AuthService,
    private readonly accounts: Accounts,
    private readonly passwords: Passwords,
    private readonly limits: RateLimits,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /**
   * Whether there is such an account shows neither in the answer nor in the work: the same statements run for every e-mail,
   * and the mail is a job.
   *
   * @param address  as limits count it
   * @param language of whoever asks, for whom has chosen none
   * @throws DomainError `mail_off`, `rate_limited`
   */
  async forgot(email: string, address: string, language?: Language): Promise<void> {
    if (!this.mail.isOn) throw mailOff();
    await this.limits.take('forgotAddress', address);
    await this.limits.take('forgotAccount', countedAs(email));
    await this.facts.inTransaction(async (tx) => {
      const account = await txHoldAccount(tx, { email });
      const to = { userId: account?.id, email: account?.email ?? email };
      await this.mails.txSendLink(tx, 'reset', to, language);
    });
    this.jobs.wake();
    this.log.info({ network: networkOf(address) }, 'mail asked for because of a forgotten password');
  }

  /**
   * Ends all sessions of the account. That the link arrived also says whose the address is.
   *
   * @param address as limits count it
   * @throws DomainError `link_expired`, `validation_failed` (common password)
   */
  async reset(token: string, newPassword: string, address: string): Promise<void> {
    const tokenHash = hashOf(token);
    const link = await this.tokens.find(tokenHash, this.clock.now());
    const person = link?.purpose === 'reset' ? await this.accounts.find(link.userId) : undefined;
    if (link === undefined || person === undefined) throw linkExpired();
    refuseCommonPassword(newPassword, 'newPassword', person);
    const newHash = await this.passwords.hash(newPassword, { source: networkOf(address) });
    const { userId } = link;
    await this.facts.inTransaction(async (tx, note) => {
      const account = await txHoldAccount(tx, { userId });
      const now = this.clock.now();
      if (account === undefined || !(await this.tokens.txUse(tx, tokenHash, now))) throw linkExpired();
      await this.auth.txReplacePassword(tx, note, { userId, newHash });
      if (isSameAddress(account.email, link.email)) {
        await txSettleEmail(tx, { userId, email: account.email, now });
      }
    });
    await this.auth.forgiveGuesses(person.email, address);
    this.log.info({ userId, network: networkOf(address) }, 'password replaced by a link');
  }
}

/** Because limits may be kept in Redis, where no one's e-mail belongs. */
function countedAs(email: string): string {
  return createHash('sha256').update(email.toLowerCase()).digest('base64url');
}
