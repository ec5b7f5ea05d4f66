import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RealPostgres, startRealPostgres } from '../../test/support/real-postgres.ts';
import type { Database } from './database.ts';
import { migrateDatabase } from './migrate.ts';
import { MIGRATIONS_FOLDER } from './migrations-folder.ts';
import { openDatabase } from './open-database.ts';

const log = { info() {}, warn() {}, error() {} };
const scratch = mkdtempSync(join(tmpdir(), 'jiggy-landed-'));
let server: RealPostgres;
let database: Database;

beforeAll(async () => {
  server = await startRealPostgres();
  database = await openDatabase({ url: server.url, dataDir: '', log });
});
afterAll(async () => {
  await database.close();
  await server.stop();
  rmSync(scratch, { recursive: true });
});

/** Each with the start of the SHA-256 of its statements. A new one gets its line here, an old one keeps its. */
const LANDED = {
  '0000_first': '621b90ecb834162d',
  '0001_calls_by_conversation': 'ac06f798e5e2012e',
  '0002_blocks_and_who_booked': 'db119458ae9b4506',
  '0003_letters_of_every_locale': '43d272c9ba658b0d',
  '0004_refused_sign_ins_and_addresses': '1709027a95694484',
  '0005_booking_changes': '67cf00a775938b48',
  '0006_booking_changes_before': '5d685a8594ef5eb1',
  '0007_identities_and_deleted_accounts': '352ce27c8b507f29',
  '0008_webhook_outbox': '5a78ac896deaeed5',
  '0009_reach': '3272531b9654d7b5',
  '0010_delivery_steps': '35dd035559d0c191',
  '0011_notifications_shown': '5329a3e750d35ec6',
};

test('a migration that has landed is never edited, since databases have run it as it was', () => {
  const names = readdirSync(MIGRATIONS_FOLDER).filter((name) => name.endsWith('.sql'));
  const found = names.map((name) => {
    const statements = readFileSync(join(MIGRATIONS_FOLDER, name));
    return [name.slice(0, -4), createHash('sha256').update(statements).digest('hex').slice(0, 16)];
  });
  expect(Object.fromEntries(found)).toEqual(LANDED);
});

test('steps of bookings that were kept without what was before them get it from the step before', async () => {
  await migrateDatabase(database.pool, migrationsUntil(5), log);
  await database.pool.query(`
    with people as (
      insert into users (email, name, role, password_hash)
      values ('patient@example.org', 'Pat', 'patient', 'none'), ('consultant@example.org', 'Con', 'consultant', 'none')
      returning id, role
    ), booking as (
      insert into bookings (patient_id, consultant_id, scheduled_at, duration_minutes)
      select p.id, c.id, '2090-03-01T10:00:00Z', 30 from people p, people c
      where p.role = 'patient' and c.role = 'consultant' returning id, patient_id
    )
    insert into booking_changes (booking_id, by_id, status, scheduled_at, at)
    select id, patient_id, status, moved::timestamptz, now() from booking,
      (values ('scheduled', '2090-03-01T10:00:00Z'), ('scheduled', '2090-03-02T10:00:00Z'), ('cancelled', '2090-03-02T10:00:00Z')) as way (status, moved)`);
  await migrateDatabase(database.pool, MIGRATIONS_FOLDER, log);
  const { rows } = await database.pool.query(
    'select status_before as status, scheduled_at_before as at from booking_changes order by id',
  );
  expect(rows).toEqual([
    { status: null, at: null },
    { status: 'scheduled', at: '2090-03-01T10:00:00.000Z' },
    { status: 'scheduled', at: '2090-03-02T10:00:00.000Z' },
  ]);
});

/** The migrations of a version that knew them up to this number. */
function migrationsUntil(last: number): string {
  const folder = join(scratch, `until-${last}`);
  cpSync(MIGRATIONS_FOLDER, folder, { recursive: true });
  const path = join(folder, 'meta/_journal.json');
  const journal = JSON.parse(readFileSync(path, 'utf8')) as { entries: { idx: number }[] };
  const entries = journal.entries.filter(({ idx }) => idx <= last);
  writeFileSync(path, JSON.stringify({ ...journal, entries }));
  return folder;
}
