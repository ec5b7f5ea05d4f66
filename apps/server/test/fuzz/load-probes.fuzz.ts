import { spawn } from 'node:child_process';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BuiltServer, buildServer, endEverything, startBuilt } from '../faults/built-server.ts';
import { type FaultGround, prepareGround } from '../faults/ground.ts';
import { makePair, type Pair, type TestPerson } from '../support/people.ts';
import { ATTACKS, type AttackName, type Foothold } from './attacks.ts';
import { HonestPeople, type Waits } from './honest-people.ts';

/**
 * One person, within everything that a client can do, against all others: whoever does his worst may at most double
 * the time that others wait. Production with its limits, on a PostgreSQL; measured between two times of peace, since only
 * the ratio means something on a machine that one does not know, and that others may work on.
 */
const PEACE_MS = 4_000;
const ATTACK_MS = 6_000;
/** Below this nobody notices, and a busy machine makes it up by itself. */
const FLOOR_MS = 120;
const MANY = 5_000;

let ground: FaultGround;
let server: BuiltServer;
let honest: HonestPeople;
/** In turn, so that what one has asked for in his minute does not spare us the next. */
const attackers: Foothold[] = [];

beforeAll(async () => {
  await buildServer();
  ground = await prepareGround('postgres');
  server = await startBuilt({
    env: {
      ...ground.env,
      NODE_ENV: 'production',
      RATE_LIMITS: 'on',
      CONSULTANT_SIGNUP: 'open',
      TRUST_PROXY: '1',
    },
  });
  for (const n of [1, 2, 3]) {
    const pair = await makePair(server, `10.2.0.${n}`);
    await fill(ground.env.DATABASE_URL as string, pair);
    attackers.push(footholdOf(pair, pair.patient), footholdOf(pair, pair.consultant));
  }
  honest = await HonestPeople.arrive(server);
  await honest.live(PEACE_MS);
}, 180_000);
afterAll(async () => {
  honest?.leave();
  endEverything();
  await ground?.remove();
});

test.each(Object.keys(ATTACKS) as AttackName[])(
  'one who %s makes others wait at most twice as long',
  { timeout: 60_000 },
  async (name) => {
    await quiet();
    const before = await honest.live(PEACE_MS);
    const attack = begin(name);
    const during = await honest.live(ATTACK_MS);
    const counts = await attack.end();
    await quiet();
    const after = await honest.live(PEACE_MS);
    report(name, { before, during, after }, counts);
    expect(Object.keys(counts).length, 'the attack did something').toBeGreaterThan(0);
    expect(during.refusals).toEqual([]);
    expect(during.p99).toBeLessThanOrEqual(2 * Math.max(before.p99, after.p99, FLOOR_MS));
  },
);

/** Until what the attack before has left behind is done with. */
async function quiet(): Promise<void> {
  for (let tries = 0; tries < 20; tries += 1) {
    const { p99 } = await honest.live(1_000);
    if (p99 < FLOOR_MS) return;
  }
}

function footholdOf({ patient, consultant, conversation, booking }: Pair, self: TestPerson): Foothold {
  const other = self === patient ? consultant : patient;
  return {
    url: server.url,
    api: server.api,
    token: self.token,
    userId: self.id,
    role: self.role,
    otherId: other.id,
    otherToken: other.token,
    conversationId: conversation.id,
    bookingId: booking.id,
  };
}

function begin(name: AttackName) {
  const foothold = attackers[Object.keys(ATTACKS).indexOf(name) % attackers.length];
  // The attacker's machine is not ours: what it costs to attack is not to be taken from those who wait.
  const child = spawn(
    'nice',
    [
      '-n',
      '10',
      process.execPath,
      '--experimental-transform-types',
      '--no-warnings',
      join(import.meta.dirname, 'attacks.ts'),
      name,
      JSON.stringify(foothold),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return {
    end: async (): Promise<Record<string, number>> => {
      child.kill('SIGTERM');
      await closed;
      return output === '' ? {} : JSON.parse(output);
    },
  };
}

function report(name: string, waits: Record<string, Waits>, counts: Record<string, number>): void {
  const told = Object.entries(waits).map(
    ([when, { p50, p99, count }]) => `${when} ${p50}/${p99} ms of ${count}`,
  );
  process.stdout.write(`  ${name}: p50/p99 ${told.join(', ')}; ${JSON.stringify(counts)}\n`);
}

/** What would take the attacker days, put there at once: bookings, conversations, and the longest of messages. */
async function fill(url: string, { patient, consultant, conversation }: Pair): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(
      `insert into bookings (consultant_id, patient_id, scheduled_at, duration_minutes, reason)
       select $1, $2, now() + n * interval '1 minute', 30, repeat('r', 500) from generate_series(1, $3::int) n`,
      [consultant.id, patient.id, MANY],
    );
    await client.query(
      `insert into conversations (booking_id, consultant_id, patient_id)
       select id, consultant_id, patient_id from bookings where patient_id = $1 on conflict do nothing`,
      [patient.id],
    );
    const text = '😀'.repeat(10_000);
    const write = `insert into messages (id, conversation_id, seq, change, sender_id, sender_type, content)
      select gen_random_uuid(), c.id, n, n, $2, 'patient', $3 from conversations c, generate_series(1, $4::int) n`;
    await client.query(`${write} where c.id = $1`, [conversation.id, patient.id, text, 500]);
    await client.query('update conversations set last_seq = 500, last_change = 500 where id = $1', [
      conversation.id,
    ]);
    await client.query(
      `${write} where c.id in (select id from conversations where patient_id = $2 and id <> $1 order by updated_at desc, id desc limit 500)`,
      [conversation.id, patient.id, text, 1],
    );
    await client.query(
      `update conversations set last_seq = 1, last_change = 1
       where patient_id = $2 and id <> $1 and id in (select conversation_id from messages)`,
      [conversation.id, patient.id],
    );
    await client.query('analyze');
  } finally {
    await client.end();
  }
}
