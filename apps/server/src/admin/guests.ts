import type { WebhookSettings } from '../config/webhook-settings.ts';
import type { Database, Executor } from '../database/database.ts';
import type { Facts } from '../facts/facts.ts';
import type { NewJob } from '../jobs/job.ts';
import { JobsRepository } from '../jobs/jobs.repository.ts';
import { PreferencesRepository } from '../preferences/preferences.repository.ts';
import { Preferences } from '../preferences/preferences.ts';
import { DevicesRepository } from '../push/devices.repository.ts';
import { forgetDevices } from '../push/forget-devices.ts';
import { MailTokens } from '../recovery/mail-tokens.repository.ts';
import { recordAccountChanges } from '../recovery/record-account-changes.ts';
import { OutboxRepository } from '../webhooks/outbox.repository.ts';
import { recordWebhooks } from '../webhooks/webhook-recorder.ts';

/** What of the settings changes what follows from an operator's command. */
export interface GuestSettings {
  readonly database: Database;
  readonly webhooks?: WebhookSettings | undefined;
  /** Whether the servers on this database send mails. */
  readonly sendsMails?: boolean;
  readonly now: () => number;
}

/** Those who write something in the transaction of what an operator does, as they do on a server. */
export function seatGuests(
  facts: Facts,
  { database, webhooks, sendsMails = false, now }: GuestSettings,
): void {
  if (webhooks !== undefined) recordWebhooks(facts, webhooks, new OutboxRepository(database), now);
  forgetDevices(facts, new DevicesRepository(database), now);
  const jobs = new JobsRepository(database);
  const addJobs = (tx: Executor, added: readonly NewJob[]) => jobs.add(tx, added, now());
  recordAccountChanges(facts, new MailTokens(database), sendsMails ? addJobs : undefined);
  new Preferences(new PreferencesRepository(database), facts).onModuleInit();
}
