import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { migrateDatabase } from '../../src/database/migrate.ts';
import { MIGRATIONS_FOLDER } from '../../src/database/migrations-folder.ts';
import { openDatabase } from '../../src/database/open-database.ts';
import { ask } from '../support/api.ts';
import { makePair, type Pair, signUp } from '../support/people.ts';
import { type RealPostgres, startRealPostgres } from '../support/real-postgres.ts';
import { openTcpSwitch, type TcpSwitch } from '../support/tcp-switch.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

const silent = { info() {}, warn() {}, error() {} };
const home = mkdtempSync(join(tmpdir(), 'jiggy-failover-'));
let primary: RealPostgres;
let standby: RealPostgres;
let way: TcpSwitch;
let server: TestServer;
let pair: Pair;

beforeAll(async () => {
  [primary, standby] = await Promise.all([startRealPostgres(), startRealPostgres()]);
  for (const { url } of [primary, standby]) {
    const database = await openDatabase({ url, dataDir: home, log: silent });
    await migrateDatabase(database.pool, MIGRATIONS_FOLDER, silent);
    await database.close();
  }
  way = await openTcpSwitch(primary.port);
  const url = new URL(primary.url);
  url.port = String(way.port);
  const env = { DATA_DIR: home, DATABASE_URL: url.href, LOG_LEVEL: 'debug', METRICS_TOKEN: 'only-for-tests' };
  server = await startTestServer({}, { env, remove: async () => {} });
  pair = await makePair(server);
});
afterAll(async () => {
  await server.close();
  way.close();
  await Promise.all([primary.stop(), standby.stop()]);
  rmSync(home, { recursive: true, force: true });
});

const readiness = async () => (await ask(server.api, 'GET', '/health/ready')).status;
const send = () =>
  pair.patient.ask('POST', '/chat/messages', {
    consultantId: pair.consultant.id,
    patientId: pair.patient.id,
    bookingId: pair.booking.id,
    senderType: 'patient',
    content: 'private words',
  });

/** Runs statements past the server, as an operator does. */
async function onServer<T extends pg.QueryResultRow>({ url }: RealPostgres, statement: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<T>(statement);
  await client.end();
  return rows;
}

test('a primary that has become read-only is seen by everybody: refusal, log, metric, readiness', async () => {
  expect((await send()).status).toBe(201);
  await onServer(primary, 'alter system set default_transaction_read_only = on');
  await onServer(primary, 'select pg_reload_conf()');
  await vi.waitFor(async () => expect((await send()).status).toBe(503), { timeout: 10_000 });
  await send();

  expect(await readiness()).toBe(503);
  const told = server.logged.filter(
    (line) => line.includes('"error"') && line.includes('the database is read-only'),
  );
  expect(told).toHaveLength(1);
  expect(JSON.parse(told[0] as string)).toMatchObject({ level: 'error', code: '25006' });
  const refused = server.logged
    .map((line) => JSON.parse(line))
    .filter(({ msg }) => msg === 'request refused');
  expect(JSON.stringify(refused)).toContain('"code":"25006"');
  expect(server.logged.join()).not.toContain('private words');
  const metrics = await fetch(`${server.url}/metrics`, {
    headers: { Authorization: 'Bearer only-for-tests' },
  });
  expect(await metrics.text()).toMatch(/jiggy_database_faults_total\{code="25006"\} [1-9]/);
});

test('once new connections lead to another server, what comes next is stored there', async () => {
  way.pointTo(standby.port);
  await vi.waitFor(async () => expect(await readiness()).toBe(200), { timeout: 10_000 });
  const newcomer = await signUp(server, 'patient');
  const stored = await onServer<{ id: string }>(standby, 'select id from users');
  expect(stored).toEqual([{ id: newcomer.id }]);
});
