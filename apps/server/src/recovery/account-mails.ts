import type { Language, UserRole } from '@jiggy-care/protocol';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../clock/clock.ts';
import type { Executor } from '../database/database.ts';
import { Facts } from '../facts/facts.ts';
import type { Job, NewJob } from '../jobs/job.ts';
import { Jobs } from '../jobs/jobs.ts';
import { MAILS_AT_ONCE, Mail } from '../mail/mail.ts';
import { Accounts } from '../people/accounts.ts';
import { txHoldAccount } from '../people/addresses.ts';
import { isNobodysEmail } from '../people/nobodys-email.ts';
import { Preferences } from '../preferences/preferences.ts';
import { letterOf, type Matter, type Notice } from './letters.ts';
import { hashOf, MailLinks } from './mail-links.ts';
import { MailTokens, type Purpose } from './mail-tokens.repository.ts';
import { ACCOUNT_MAIL, recordAccountChanges } from './record-account-changes.ts';

const HOUR_MS = 3_600_000;
const GOOD_FOR_MS: Readonly<Record<Purpose, number>> = {
  verify: 48 * HOUR_MS,
  reset: HOUR_MS,
  restore: 72 * HOUR_MS,
};
/** Where in the app a link leads. The token is behind the `#`: no access log on the way has it. */
const PAGES: Readonly<Record<Purpose, string>> = {
  verify: '/verify-email',
  reset: '/reset-password',
  restore: '/restore-account',
};

/** Where the button of a mail leads that bears no secret. */
const NEXT_PAGES: Readonly<Record<Notice, string>> = { 'password-changed': '/', 'given-back': '/?forgot' };

interface Recipient {
  readonly id: string;
  readonly role: UserRole;
}

/**
 * Mails about accounts, each a job in the transaction of its cause. The job bears no address, and no secret that the
 * database alone could make a link of.
 *
 * @source protocol P2.38, P2.40 to P2.43
 */
@Injectable()
export class AccountMails implements OnModuleInit {
  constructor(
    private readonly mail: Mail,
    private readonly jobs: Jobs,
    private readonly facts: Facts,
    private readonly tokens: MailTokens,
    private readonly links: MailLinks,
    private readonly accounts: Accounts,
    private readonly preferences: Preferences,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    const { isOn } = this.mail;
    const addJobs = (tx: Executor, jobs: readonly NewJob[]) => this.jobs.add(tx, jobs);
    recordAccountChanges(this.facts, this.tokens, isOn ? addJobs : undefined);
    if (!isOn) return;
    this.jobs.work(ACCOUNT_MAIL, (job) => this.send(job), { atOnce: MAILS_AT_ONCE });
    this.facts.hear('password.changed', () => this.jobs.wake());
    this.facts.recordWith('account.made', async (tx, made) => {
      for (const { userId, language } of made) {
        const account = await txHoldAccount(tx, { userId });
        if (account === undefined) continue;
        await this.txSendLink(tx, 'verify', { userId, email: account.email }, language);
      }
    });
    this.facts.hear('account.made', () => this.jobs.wake());
  }

  /**
   * Makes a link, and the mail that it is in. Whoever has asked for it wakes the jobs when the transaction is committed.
   *
   * @param to       without `userId` nobody: the same is done, and nothing is sent
   * @param language where its reader has chosen none
   */
  async txSendLink(
    tx: Executor,
    purpose: Purpose,
    to: { readonly userId?: string | undefined; readonly email: string },
    language?: Language,
  ): Promise<void> {
    const now = this.clock.now();
    const expiresAt = now + GOOD_FOR_MS[purpose];
    const { seed, tokenHash } = this.links.make();
    const link = { ...to, tokenHash, purpose, now, expiresAt };
    await this.tokens.txAdd(tx, link);
    const payload = { matter: purpose, seed, language: language ?? null };
    const job: NewJob = { kind: ACCOUNT_MAIL, payload, expiresAt };
    await this.jobs.add(tx, [job]);
  }

  private async send(job: Job): Promise<void> {
    const { payload } = job;
    const matter = payload.matter as Matter;
    if (matter === 'password-changed' || matter === 'given-back')
      return this.sendNotice(job, matter, String(payload.userId));
    const token = this.links.tokenOf(String(payload.seed));
    // It was replaced, or its account is no more, or there never was one.
    const link = await this.tokens.find(hashOf(token), this.clock.now());
    const person = link && (await this.accounts.find(link.userId));
    if (link === undefined || person === undefined) return;
    const url = this.mail.link(PAGES[link.purpose], { token });
    const language = await this.languageOf(person, payload.language as Language | null | undefined);
    await this.mail.send(job, letterOf(matter, { to: link.email, language, url }));
  }

  private async sendNotice(job: Job, notice: Notice, userId: string): Promise<void> {
    const person = await this.accounts.find(userId);
    if (person === undefined || isNobodysEmail(person.email)) return;
    const language = await this.languageOf(person);
    const letter = letterOf(notice, { to: person.email, language, url: this.mail.link(NEXT_PAGES[notice]) });
    await this.mail.send(job, letter);
  }

  /** @param asked what the request for the mail said, which may be somebody else's */
  private async languageOf({ id: userId, role }: Recipient, asked?: Language | null): Promise<Language> {
    return (await this.preferences.ofOne({ userId, role })).language ?? asked ?? 'en';
  }
}
