import { randomUUID } from 'node:crypto';
import type { WebhookBody } from '@jiggy-care/protocol';
import type { WebhookSettings } from '../config/webhook-settings.ts';
import type { FactList } from '../facts/fact-list.ts';
import type { Facts } from '../facts/facts.ts';
import { TOLD, type WebhookEvent } from './event-of-fact.ts';
import type { OutboxRepository } from './outbox.repository.ts';

type ToldKind = keyof typeof TOLD;

/** The kinds of facts of which something is told with these settings. */
export function kindsToTell({ events }: Pick<WebhookSettings, 'events'>): ToldKind[] {
  const kinds = Object.keys(TOLD) as ToldKind[];
  return kinds.filter((kind) => TOLD[kind].types.some((type) => events.includes(type)));
}

/**
 * Writes what is to be told into the outbox, in the transaction that makes it so: neither is there without the other. It
 * goes on until the process ends, since much is still stored while a server stops.
 *
 * @source protocol P14.1
 */
export function recordWebhooks(
  facts: Facts,
  settings: WebhookSettings,
  outbox: OutboxRepository,
  now: () => number,
): void {
  for (const kind of kindsToTell(settings)) record(facts, kind, settings, outbox, now);
}

function record<K extends ToldKind>(
  facts: Facts,
  kind: K,
  { events, urls, content }: WebhookSettings,
  outbox: OutboxRepository,
  now: () => number,
): void {
  const toEvent = TOLD[kind].toEvent as (fact: FactList[K], withContent: boolean) => WebhookEvent;
  facts.recordWith(kind, async (tx, happened) => {
    const told = happened
      .map((fact) => toEvent(fact, content === 'content'))
      .filter(({ type }) => events.includes(type));
    if (told.length === 0) return;
    const time = now();
    const queued = told.map((event) => ({
      eventId: randomUUID(),
      lane: event.lane,
      type: event.type,
      body: JSON.stringify(bodyOf(event, time)),
    }));
    await outbox.add(tx, queued, urls.length, time);
  });
}

function bodyOf({ type, at, data }: WebhookEvent, now: number): WebhookBody {
  return { type, timestamp: at ?? new Date(now).toISOString(), data };
}
