import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { foldMissingNames } from '../../src/database/folded-names.ts';
import { migrateDatabase } from '../../src/database/migrate.ts';
import { MIGRATIONS_FOLDER } from '../../src/database/migrations-folder.ts';
import { openDatabase } from '../../src/database/open-database.ts';
import { ask } from '../support/api.ts';
import { signUp, type TestPerson } from '../support/people.ts';
import { type RealPostgres, startRealPostgres } from '../support/real-postgres.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

const silent = { info() {}, warn() {}, error() {} };
const home = mkdtempSync(join(tmpdir(), 'jiggy-locale-'));
let postgres: RealPostgres;
beforeAll(async () => {
  postgres = await startRealPostgres();
});
afterAll(async () => {
  await postgres.stop();
  rmSync(home, { recursive: true, force: true });
});

/** In Turkish `I` is the capital of `ı`; C knows no letter beyond the 26. */
describe.each([
  ['turkish', "locale_provider icu icu_locale 'tr-TR' locale 'C'"],
  ['c', "locale 'C'"],
])('in a database of the locale %s', (name, locale) => {
  let server: TestServer;
  let person: TestPerson;

  beforeAll(async () => {
    const admin = new pg.Client({ connectionString: postgres.url });
    await admin.connect();
    await admin.query(`create database ${name} encoding 'UTF8' template template0 ${locale}`);
    await admin.end();
    const url = Object.assign(new URL(postgres.url), { pathname: `/${name}` }).href;
    const database = await openDatabase({ url, dataDir: home, log: silent });
    await migrateDatabase(database.pool, MIGRATIONS_FOLDER, silent);
    await database.pool.query(
      "insert into users (email, name, role, password_hash) values ('old@example.org', 'Ümit IRMAK', 'consultant', 'x')",
    );
    await foldMissingNames(database.pool);
    await database.close();
    server = await startTestServer(
      {},
      { env: { DATA_DIR: home, DATABASE_URL: url }, remove: async () => {} },
    );
    person = await signUp(server, 'consultant', 'Dr. Özlem IRIS Guðmundsdóttir');
    await signUp(server, 'consultant', 'Dr. Zoë');
  });
  afterAll(() => server.close());

  test('an e-mail is the same in capital letters', async () => {
    const account = {
      email: 'info-x@example.org',
      password: 'a long pass phrase',
      name: 'Ida',
      role: 'patient',
    };
    const register = (email: string) =>
      ask(server.api, 'POST', '/auth/register', { body: { ...account, email } });
    expect((await register(account.email)).status).toBe(201);
    expect((await register('INFO-X@EXAMPLE.ORG')).status).toBe(409);
    const { email, password } = { ...account, email: 'INFO-X@Example.org' };
    expect((await ask(server.api, 'POST', '/auth/login', { body: { email, password } })).status).toBe(200);
  });

  test.each(['iris', 'IRIS', 'özlem', 'ÖZLEM', 'o\u0308zlem', 'ozlem', 'gudmund', 'umit', 'ÜMİT', 'irmak'])(
    'the directory finds %j',
    async (search) => {
      const { body } = await person.ask('GET', `/consultants?search=${encodeURIComponent(search)}`);
      expect(body).toHaveLength(1);
    },
  );

  test('the directory is in the order of letters, marked ones beside their plain ones', async () => {
    const { body } = await person.ask<{ name: string }[]>('GET', '/consultants');
    expect(body.map(({ name }) => name)).toEqual(['Dr. Özlem IRIS Guðmundsdóttir', 'Dr. Zoë', 'Ümit IRMAK']);
  });
});
