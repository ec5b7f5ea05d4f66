import type { WebhookSettings } from '../config/webhook-settings.ts';
import type { Database } from '../database/database.ts';
import type { Facts } from '../facts/facts.ts';
import { PreferencesRepository } from '../preferences/preferences.repository.ts';
import { Preferences } from '../preferences/preferences.ts';
import { DevicesRepository } from '../push/devices.repository.ts';
import { forgetDevices } from '../push/forget-devices.ts';
import { OutboxRepository } from '../webhooks/outbox.repository.ts';
import { recordWebhooks } from '../webhooks/webhook-recorder.ts';

interface GuestSettings {
  readonly database: Database;
  readonly webhooks: WebhookSettings | undefined;
  readonly now: () => number;
}

/** Those who write something in the transaction of what an operator does, as they do on a server. */
export function seatGuests(facts: Facts, { database, webhooks, now }: GuestSettings): void {
  if (webhooks !== undefined) recordWebhooks(facts, webhooks, new OutboxRepository(database), now);
  forgetDevices(facts, new DevicesRepository(database), now);
  new Preferences(new PreferencesRepository(database), facts).onModuleInit();
}
