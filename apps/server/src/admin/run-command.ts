import { randomBytes } from 'node:crypto';
import { LIMITS } from '@jiggy-care/protocol';
import { AccountChanges } from '../auth/account-changes.repository.ts';
import { AccountControl } from '../auth/account-control.ts';
import { isDemoAddress } from '../auth/demo-address.ts';
import { Passwords } from '../auth/passwords.ts';
import { hashSecret } from '../auth/refresh-tokens.ts';
import { SessionsRepository } from '../auth/sessions.repository.ts';
import { verify } from '../backup/verify.ts';
import type { Database } from '../database/database.ts';
import { Facts } from '../facts/facts.ts';
import { JobsRepository } from '../jobs/jobs.repository.ts';
import { PersonExportRepository } from '../operator/person-export.repository.ts';
import { PersonExport } from '../operator/person-export.ts';
import { Accounts, emailTaken, type StoredAccount } from '../people/accounts.ts';
import { Invitations } from '../people/invitations.ts';
import { Roll } from '../people/roll.ts';
import { OutboxRepository } from '../webhooks/outbox.repository.ts';
import { AdminRefusal } from './admin-refusal.ts';
import { type ChosenPassword, choosePassword } from './choose-password.ts';
import type { OnDatabase, Options } from './command.ts';
import { type GuestSettings, seatGuests } from './guests.ts';
import { listJobs, retryJobs } from './jobs.ts';
import { report } from './report.ts';
import type { Terminal } from './terminal.ts';
import { listWebhooks, retryWebhooks } from './webhooks.ts';
import { writeNew } from './write-new.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Does what an operator asks, on an open and migrated database. Servers that run on the same one find ended
 * sessions by themselves, and post what is to be told of it.
 *
 * @param settings who is told of what an operator does
 * @throws AdminRefusal or DomainError when it cannot be done
 */
export async function runCommand(
  command: OnDatabase,
  database: Database,
  terminal: Terminal,
  now = Date.now(),
  settings: Omit<GuestSettings, 'database' | 'now'> = {},
): Promise<void> {
  const facts = new Facts(database, { warn: (_facts, what) => terminal.complain(what) });
  const outbox = new OutboxRepository(database);
  seatGuests(facts, { ...settings, database, now: () => now });
  const operator = new Operator(database, facts, terminal, now);
  switch (command.name) {
    case 'consultant create':
      return operator.createConsultant(command.options);
    case 'consultant invite':
      return operator.inviteConsultant(command.options);
    case 'password reset':
      return operator.resetPassword(command.options);
    case 'account disable':
      return operator.disableAccount(command.options);
    case 'account enable':
      return operator.enableAccount(command.options);
    case 'account export':
      return operator.exportAccount(command.options);
    case 'account delete':
      return operator.deleteAccount(command.options);
    case 'sessions list':
      return operator.listSessions(command.options);
    case 'sessions end':
      return operator.endSessions(command.options);
    case 'verify':
      return report(await verify(database), terminal);
    case 'jobs':
      return listJobs(new JobsRepository(database), terminal);
    case 'jobs retry':
      return retryJobs(command.options, new JobsRepository(database), terminal, now);
    case 'webhooks':
      return listWebhooks(outbox, terminal);
    case 'webhooks retry':
      return retryWebhooks(command.options, outbox, terminal, now);
  }
}

interface Whose {
  readonly email?: string | undefined;
  readonly id?: string | undefined;
}

class Operator {
  private readonly accounts: Accounts;
  private readonly invitations: Invitations;
  private readonly changes: AccountChanges;
  private readonly control: AccountControl;
  private readonly exports: PersonExport;
  private readonly sessions: SessionsRepository;
  private readonly passwords = new Passwords();

  constructor(
    database: Database,
    facts: Facts,
    private readonly terminal: Terminal,
    private readonly now: number,
  ) {
    this.accounts = new Accounts(database, facts);
    this.invitations = new Invitations(database);
    this.changes = new AccountChanges(facts);
    this.control = new AccountControl(this.accounts, this.changes, { now: () => now });
    this.exports = new PersonExport(new Roll(database), new PersonExportRepository(database));
    this.sessions = new SessionsRepository(database, facts);
  }

  async createConsultant(options: Options<'consultant create'>): Promise<void> {
    const { email, name } = options;
    await this.requireFree(email);
    const chosen = await choosePassword(this.terminal, options['generate-password']);
    const passwordHash = await this.passwords.hash(chosen.password);
    const user = await this.accounts.create({ email, name, role: 'consultant', passwordHash });
    this.terminal.print(`Made the consultant ${name} <${email}>, id ${user.id}.`);
    this.showGenerated(chosen);
  }

  async inviteConsultant({ email, days }: Options<'consultant invite'>): Promise<void> {
    await this.requireFree(email);
    const token = randomBytes(32).toString('base64url');
    const expiresAt = this.now + days * DAY_MS;
    await this.invitations.add(hashSecret(token), email, expiresAt);
    this.terminal.print(`Invitation for ${email}, good once, until ${new Date(expiresAt).toISOString()}:`);
    this.terminal.print(token);
    this.terminal.print(
      'It is shown this once. It goes into "invitation" when registering with this e-mail.',
    );
  }

  async resetPassword(options: Options<'password reset'>): Promise<void> {
    const user = await this.getAccount({ email: options.email });
    const chosen = await choosePassword(this.terminal, options['generate-password']);
    const newHash = await this.passwords.hash(chosen.password);
    const ended = await this.changes.replacePassword({ userId: user.id, newHash, now: this.now });
    this.terminal.print(`Replaced the password of ${user.email} and ended ${sessionCount(ended ?? [])}.`);
    this.showGenerated(chosen);
  }

  async disableAccount(whose: Options<'account disable'>): Promise<void> {
    const user = await this.getAccount(whose);
    const ended = await this.control.disable(user.id);
    if (ended === undefined) throw new AdminRefusal(`${user.email} is disabled already.`);
    this.terminal.print(`Disabled ${user.email}, id ${user.id}, and ended ${sessionCount(ended)}.`);
  }

  async enableAccount(whose: Options<'account enable'>): Promise<void> {
    const user = await this.getAccount(whose);
    if (user.deletedAt !== null)
      throw new AdminRefusal('This account is deleted, and nothing brings it back.');
    if (!(await this.control.enable(user.id))) throw new AdminRefusal(`${user.email} is not disabled.`);
    this.terminal.print(`${user.email} may sign in again.`);
  }

  async exportAccount(whose: Options<'account export'>): Promise<void> {
    const user = await this.getAccount(whose);
    const document = await this.exports.of(user.id, this.now);
    if (document === undefined) throw noAccount();
    await writeNew(whose.to, document);
    this.terminal.print(`Wrote what is kept of ${user.email}, id ${user.id}, to ${whose.to}.`);
  }

  async deleteAccount(whose: Options<'account delete'>): Promise<void> {
    const user = await this.getAccount(whose);
    if (!whose.yes) {
      throw new AdminRefusal(
        `This erases for good who ${user.email} is, id ${user.id}. If that is meant, add --yes.`,
      );
    }
    const ended = await this.control.delete(user.id);
    if (ended === undefined) throw new AdminRefusal('This account is deleted already.');
    this.terminal.print(`Deleted ${user.email}, id ${user.id}, and ended ${sessionCount(ended)}.`);
  }

  async listSessions(whose: Options<'sessions list'>): Promise<void> {
    const user = await this.getAccount(whose);
    const sessions = await this.sessions.listActive(user.id, this.now);
    if (user.disabledAt !== null) this.terminal.print(`${user.email} is disabled since ${user.disabledAt}.`);
    if (sessions.length === 0) this.terminal.print(`${user.email} is signed in nowhere.`);
    for (const { id, clientType, createdAt, lastUsedAt, userAgent } of sessions) {
      this.terminal.print(
        [id, clientType.padEnd(6), `since ${createdAt}`, `used ${lastUsedAt}`, userAgent ?? ''].join('  '),
      );
    }
    if (sessions.length === LIMITS.pageMax)
      this.terminal.print('There may be more that were used less lately.');
  }

  async endSessions({ session, ...whose }: Options<'sessions end'>): Promise<void> {
    const user = await this.getAccount(whose);
    const ended = await this.sessions.end(user.id, session, this.now);
    if (session !== undefined && ended.length === 0) {
      throw new AdminRefusal(`${user.email} has no such session, or it is over.`);
    }
    this.terminal.print(`Ended ${sessionCount(ended)} of ${user.email}.`);
  }

  private showGenerated({ password, isGenerated }: ChosenPassword): void {
    if (!isGenerated) return;
    this.terminal.print('Password, shown this once:');
    this.terminal.print(password);
  }

  private async requireFree(email: string): Promise<void> {
    if (isDemoAddress(email)) {
      throw new AdminRefusal(
        `${email} is kept for the demo and cannot sign in in production: use another e-mail.`,
      );
    }
    if ((await this.accounts.findByEmail(email)) !== undefined) throw emailTaken();
  }

  private async getAccount({ email, id }: Whose): Promise<StoredAccount> {
    const user =
      email === undefined ? await this.accounts.find(id ?? '') : await this.accounts.findByEmail(email);
    if (user === undefined) throw noAccount();
    return user;
  }
}

function noAccount(): AdminRefusal {
  return new AdminRefusal('There is no account with this e-mail or id.');
}

function sessionCount(ids: readonly string[]): string {
  return ids.length === 1 ? '1 session' : `${ids.length} sessions`;
}
