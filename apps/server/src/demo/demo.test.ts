import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { authNode, registration, TestClock, visitor } from '../auth/testing/auth-ground.ts';
import {
  emptyTables,
  FIRST_START_MS,
  openTestDatabase,
  type TestDatabase,
} from '../auth/testing/open-test-database.ts';
import { DEMO_PASSWORD, DEMO_PEOPLE, nextHourByDay, seedDemo } from './demo.ts';

let ground: TestDatabase;

beforeAll(async () => {
  ground = await openTestDatabase();
}, FIRST_START_MS);
afterAll(() => ground.remove());
beforeEach(() => emptyTables(ground.database));

const rowsOf = async (table: string) =>
  (await ground.database.pool.query(`select * from ${table} order by created_at`)).rows;

it('an empty database gets two people who can sign in', async () => {
  expect(await seedDemo(ground.database)).toBe(true);
  const { auth } = authNode(ground.database, new TestClock());
  for (const role of ['patient', 'consultant'] as const) {
    const { user } = await auth.login(`${role}@jiggy.demo`, 'jiggy-care-demo', visitor());
    expect(user).toMatchObject({ role, ...DEMO_PEOPLE[role] });
  }
  expect(DEMO_PASSWORD).toBe('jiggy-care-demo');
});

it('they share a booking to come and a conversation whose numbers agree', async () => {
  const now = Date.now();
  await seedDemo(ground.database, now);
  const [booking] = await rowsOf('bookings');
  expect(Date.parse(booking.scheduled_at)).toBeGreaterThan(now);
  expect(Date.parse(booking.scheduled_at)).toBeLessThanOrEqual(now + 24 * 3_600_000);
  const [conversation] = await rowsOf('conversations');
  const messages = await rowsOf('messages');
  expect(conversation).toMatchObject({
    booking_id: booking.id,
    patient_id: booking.patient_id,
    consultant_id: booking.consultant_id,
  });
  expect(messages.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
  expect(conversation.last_seq).toBe(messages.length);
  expect(conversation.last_change).toBe(Math.max(...messages.map(({ change }) => change)));
  const unreadFrom = (role: string) => messages.filter((m) => m.sender_type === role && !m.is_read).length;
  expect(conversation.patient_unread).toBe(unreadFrom('consultant'));
  expect(conversation.consultant_unread).toBe(unreadFrom('patient'));
  expect(conversation.updated_at).toBe(messages.at(-1).created_at);
  for (const { sender_id, sender_type, created_at } of messages) {
    expect(sender_id).toBe(conversation[`${sender_type}_id`]);
    expect(Date.parse(created_at)).toBeLessThan(now);
  }
});

it.each([
  [
    [3, 9, 10],
    [3, 10],
  ],
  [
    [3, 9, 45],
    [3, 11],
  ],
  [
    [3, 7, 0],
    [3, 8],
  ],
  [
    [3, 17, 20],
    [3, 18],
  ],
  [
    [3, 17, 40],
    [4, 10],
  ],
  [
    [3, 22, 50],
    [4, 10],
  ],
  [
    [3, 23, 10],
    [4, 10],
  ],
  [
    [4, 0, 30],
    [4, 10],
  ],
])('who looks at %j is to meet by day: %j', ([day = 0, hour = 0, minute = 0], [onDay = 0, atHour = 0]) => {
  expect(nextHourByDay(new Date(2090, 2, day, hour, minute))).toEqual(new Date(2090, 2, onDay, atHour));
});

it('five processes that start at once make it once', async () => {
  const made = await Promise.all(Array.from({ length: 5 }, () => seedDemo(ground.database)));
  expect(made.filter(Boolean)).toHaveLength(1);
  expect(await rowsOf('users')).toHaveLength(2);
  expect(await seedDemo(ground.database)).toBe(false);
});

it('nothing is added where anyone has an account', async () => {
  const { auth } = authNode(ground.database, new TestClock());
  await auth.register(registration('ada@example.org'), visitor());
  expect(await seedDemo(ground.database)).toBe(false);
  expect(await rowsOf('users')).toHaveLength(1);
});
