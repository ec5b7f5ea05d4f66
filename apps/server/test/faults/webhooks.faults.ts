import { afterEach, expect, test } from 'vitest';
import { migrateDatabase } from '../../src/database/migrate.ts';
import { MIGRATIONS_FOLDER } from '../../src/database/migrations-folder.ts';
import { openDatabase } from '../../src/database/open-database.ts';
import { postToRandomFailures } from '../storage/webhook-load.ts';
import { SECRET } from '../storage/webhook-node.ts';
import { findFreePort } from '../support/free-port.ts';
import { makePair } from '../support/people.ts';
import { startRealPostgres } from '../support/real-postgres.ts';
import { WebhookReceiver } from '../support/webhook-receiver.ts';
import { buildServer, endEverything, startBuilt } from './built-server.ts';
import { prepareGround } from './ground.ts';

const LEASE_MS = 30_000;
const log = { info() {}, warn() {}, error() {} };
const undo: (() => Promise<void>)[] = [];
afterEach(async () => {
  endEverything();
  for (const step of undo.splice(0).reverse()) await step();
});

test('10,000 webhooks reach a receiver that fails at random, each at least once and in order', async () => {
  const postgres = await startRealPostgres();
  undo.push(() => postgres.stop());
  const open = async () => {
    const database = await openDatabase({ url: postgres.url, dataDir: '', log });
    undo.push(() => database.close());
    return database;
  };
  const first = await open();
  await migrateDatabase(first.pool, MIGRATIONS_FOLDER, log);
  await postToRandomFailures([first, await open()], { conversations: 500, each: 20 });
});

test('what a server was posting when it was killed with -9 is posted by another one, and nothing is lost', async () => {
  await buildServer();
  const ground = await prepareGround('postgres');
  undo.push(() => ground.remove());
  const receiver = await WebhookReceiver.open();
  undo.push(() => receiver.close());
  receiver.answer = () => 'hang';
  const env = {
    ...ground.env,
    WEBHOOK_URL: receiver.url,
    WEBHOOK_SECRET: SECRET,
    WEBHOOK_EVENTS: 'message.created',
  };
  const killed = await startBuilt({ env });
  const { patient, consultant, conversation } = await makePair(killed);
  const pair = {
    consultantId: consultant.id,
    patientId: patient.id,
    bookingId: conversation.bookingId,
    senderType: 'patient',
  };
  for (const content of ['one', 'two', 'three']) {
    expect((await patient.ask('POST', '/chat/messages', { ...pair, content })).status).toBe(201);
  }
  await expect.poll(() => receiver.posts.length).toBe(1);
  killed.signal('SIGKILL');
  await killed.ended;

  receiver.answer = () => 204;
  await startBuilt({ env: { ...env, PORT: String(await findFreePort()) } });
  await expect.poll(() => receiver.taken.length, { timeout: LEASE_MS + 30_000 }).toBe(3);
  expect(receiver.taken.map(({ body }) => (body.data as { seq: number }).seq)).toEqual([1, 2, 3]);
  expect(receiver.taken[0]?.id).toBe(receiver.posts[0]?.id);
});
