import { randomBytes } from 'node:crypto';
import type { Account, OwnEmail } from '@jiggy-care/protocol';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AuthService, wrongCredentials } from '../auth/auth.service.ts';
import type { CallerIdentity } from '../auth/caller.ts';
import { Passwords } from '../auth/passwords.ts';
import { Clock } from '../clock/clock.ts';
import type { Executor } from '../database/database.ts';
import { DomainError } from '../errors/domain-error.ts';
import { Facts } from '../facts/facts.ts';
import { Jobs } from '../jobs/jobs.ts';
import { Mail } from '../mail/mail.ts';
import { Log } from '../operations/log.ts';
import { Accounts, emailTaken } from '../people/accounts.ts';
import { Addresses, type HeldAccount, txHoldAccount, txSettleEmail } from '../people/addresses.ts';
import { isSameAddress } from '../people/same-email.ts';
import { AccountMails } from './account-mails.ts';
import { linkExpired, mailOff } from './link-refusals.ts';
import { hashOf } from './mail-links.ts';
import { MailTokens } from './mail-tokens.repository.ts';

/**
 * What people change of their own account: the name, and the address once it is known to be theirs.
 *
 * @source protocol P2.41 to P2.44
 */
@Injectable()
export class OwnAccount implements OnModuleInit {
  constructor(
    private readonly mail: Mail,
    private readonly mails: AccountMails,
    private readonly tokens: MailTokens,
    private readonly facts: Facts,
    private readonly jobs: Jobs,
    private readonly auth: AuthService,
    private readonly accounts: Accounts,
    private readonly addresses: Addresses,
    private readonly passwords: Passwords,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.facts.recordWith('account.made', async (tx, made) => {
      for (const { userId } of made) {
        const account = await txHoldAccount(tx, { userId });
        if (account !== undefined) await this.txRequireFree(tx, userId, account.email);
      }
    });
  }

  /** @throws DomainError `forbidden` for whom another app signs in */
  async rename({ userId }: CallerIdentity, name: string): Promise<Account> {
    const address = await this.addresses.find(userId);
    if (address?.signsInHere === false) throw keptElsewhere();
    const renamed = await this.accounts.rename(userId, name);
    if (renamed === undefined) throw DomainError.unauthorized();
    this.log.info({ userId }, 'name changed');
    const { id, email, role } = renamed;
    return { id, email, name: renamed.name, role };
  }

  async readEmail({ userId }: CallerIdentity): Promise<OwnEmail> {
    const address = await this.addresses.find(userId);
    if (address === undefined) throw DomainError.unauthorized();
    const { email, isVerified, signsInHere } = address;
    const pending = await this.tokens.findPending(userId, this.clock.now());
    const isOther = pending !== undefined && email !== null && !isSameAddress(pending, email);
    return { email, verified: isVerified, pending: isOther ? pending : null, changeable: signsInHere };
  }

  /**
   * Sends the mail with the link; until that is opened, nothing changes.
   *
   * @param address as limits count it
   * @throws DomainError `mail_off`, `forbidden`, `wrong_credentials`, `email_taken`, `rate_limited`
   */
  async changeEmail(
    caller: CallerIdentity,
    { email, currentPassword }: { readonly email: string; readonly currentPassword: string },
    address: string,
  ): Promise<void> {
    const { userId } = caller;
    if (!this.mail.isOn) throw mailOff();
    const own = await this.addresses.find(userId);
    if (own?.signsInHere === false) throw keptElsewhere();
    const confirmedHash = await this.auth.confirm(caller, currentPassword, address);
    const other = await this.accounts.findByEmail(email);
    if (other !== undefined && other.id !== userId) throw emailTaken();
    await this.sendVerification(userId, async (tx, { passwordHash }) => {
      // A change of the password ends the links that were asked for with it: this one would come too late for that.
      if (passwordHash !== confirmedHash) throw wrongCredentials();
      await this.txRequireFree(tx, userId, email);
      return email;
    });
  }

  /** @throws DomainError `mail_off`, `forbidden`, `conflict` where it is verified already */
  async verifyAgain({ userId }: CallerIdentity): Promise<void> {
    if (!this.mail.isOn) throw mailOff();
    const own = await this.addresses.find(userId);
    if (own?.isVerified) throw DomainError.conflict('Your e-mail address is verified already');
    await this.sendVerification(userId, async (_tx, { email }) => email);
  }

  /**
   * Whoever opens the link has the address it was sent to: that is the one of the account from now on, and verified. The
   * address before is told, with a link that takes the account back.
   *
   * @throws DomainError `link_expired`, `email_taken` where another account has it meanwhile
   */
  async verify(token: string): Promise<void> {
    const tokenHash = hashOf(token);
    const link = await this.tokens.find(tokenHash, this.clock.now());
    if (link === undefined || link.purpose === 'reset') throw linkExpired();
    const { userId, email, purpose } = link;
    const lockedHash = purpose === 'restore' ? await this.nobodysNewHash() : undefined;
    await this.facts.inTransaction(async (tx, note) => {
      const account = await txHoldAccount(tx, { userId });
      const now = this.clock.now();
      if (account === undefined || !(await this.tokens.txUse(tx, tokenHash, now))) throw linkExpired();
      if (purpose === 'verify') await this.txRequireFree(tx, userId, email);
      await txSettleEmail(tx, { userId, email, now });
      if (isSameAddress(account.email, email)) return;
      await this.tokens.txForget(tx, [userId], ['verify', 'reset']);
      if (lockedHash === undefined) {
        await this.mails.txSendLink(tx, 'restore', { userId, email: account.email });
        return;
      }
      // Whoever had taken it knows the password, and may have got such links at addresses of theirs.
      await this.tokens.txForgetLaterRestores(tx, link);
      await this.auth.txReplacePassword(tx, note, { userId, newHash: lockedHash, isGivenBack: true });
    });
    this.jobs.wake();
    this.log.info({ userId, purpose }, 'e-mail address verified');
  }

  /** Of a password that nobody has, until its owner chooses one. */
  private nobodysNewHash(): Promise<string> {
    return this.passwords.hash(randomBytes(32).toString('base64url'));
  }

  /**
   * An address to which another account can be given back is nobody's meanwhile: whoever took that account could else keep
   * its owner out with it.
   *
   * @throws DomainError `email_taken`
   */
  private async txRequireFree(tx: Executor, userId: string, email: string): Promise<void> {
    if (await this.tokens.txIsHeldByOther(tx, { userId, email, now: this.clock.now() })) throw emailTaken();
  }

  private async sendVerification(
    userId: string,
    emailOf: (tx: Executor, account: HeldAccount) => Promise<string>,
  ): Promise<void> {
    await this.facts.inTransaction(async (tx) => {
      const account = await txHoldAccount(tx, { userId });
      if (account === undefined) throw keptElsewhere();
      await this.mails.txSendLink(tx, 'verify', { userId, email: await emailOf(tx, account) });
    });
    this.jobs.wake();
    this.log.info({ userId }, 'mail asked for to verify an e-mail address');
  }
}

function keptElsewhere(): DomainError {
  return DomainError.forbidden('Name and e-mail address of this account are kept where you sign in');
}
