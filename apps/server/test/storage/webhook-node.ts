import { TestClock, TestLog } from '../../src/auth/testing/auth-ground.ts';
import { loadConfig } from '../../src/config/config.ts';
import type { Database } from '../../src/database/database.ts';
import { Facts } from '../../src/facts/facts.ts';
import { MessageStoreRepository } from '../../src/messages/message-store.repository.ts';
import { Metrics } from '../../src/operations/metrics.ts';
import { OutboxRepository } from '../../src/webhooks/outbox.repository.ts';
import { Webhooks } from '../../src/webhooks/webhooks.ts';

export const SECRET = `whsec_${Buffer.from('a secret of the tests, 32 bytes.').toString('base64')}`;

/** What one node has of webhooks, by hand, and a way to store messages. It records; it posts once it is told to. */
export function webhookNode(
  database: Database,
  url: string,
  { clock = new TestClock(), env = {} }: { clock?: TestClock; env?: Record<string, string> } = {},
) {
  const config = loadConfig({ NODE_ENV: 'test', WEBHOOK_URL: url, WEBHOOK_SECRET: SECRET, ...env });
  const log = new TestLog();
  const facts = new Facts(database, log);
  const outbox = new OutboxRepository(database);
  const metrics = new Metrics();
  const webhooks = new Webhooks(config, facts, outbox, clock, log, metrics);
  webhooks.onModuleInit();
  return {
    ...{ clock, facts, log, metrics, outbox, webhooks },
    store: new MessageStoreRepository(facts),
    /** Posts from now on. */
    start: () => webhooks.onApplicationBootstrap(),
    stop: () => webhooks.onModuleDestroy(),
    /** Lets time pass, and looks. */
    pass: (ms: number) => {
      clock.pass(ms);
      webhooks.wake();
    },
  };
}

export type WebhookNode = ReturnType<typeof webhookNode>;
