import type { UserRole } from '@jiggy-care/protocol';
import { Passwords } from '../auth/passwords.ts';
import type { Database } from '../database/database.ts';
import { storeDemo } from './demo.repository.ts';

/** Public on purpose: production refuses the demo. */
export const DEMO_PASSWORD = 'jiggy-care-demo';

/** The two people whom the links at start sign in. */
export const DEMO_PEOPLE = {
  patient: { email: 'patient@jiggy.demo', name: 'Ada Martin' },
  consultant: { email: 'consultant@jiggy.demo', name: 'Dr. Samir Haddad' },
} as const satisfies Record<UserRole, { email: string; name: string }>;

const MINUTE_MS = 60_000;

export interface DemoMessage {
  readonly from: UserRole;
  readonly minutesAgo: number;
  readonly content: string;
  readonly isRead: boolean;
}

/** Oldest first. The last one waits for the patient, so that a badge is to be seen. */
const MESSAGES: readonly DemoMessage[] = [
  {
    from: 'consultant',
    minutesAgo: 190,
    content: 'Hello Ada, this is Dr. Haddad. How is your knee since we last spoke?',
    isRead: true,
  },
  {
    from: 'patient',
    minutesAgo: 174,
    content: 'Hi! Much better, thank you. Stairs still hurt a little in the evening.',
    isRead: true,
  },
  {
    from: 'consultant',
    minutesAgo: 171,
    content: 'That is normal in the third week. Are you doing the exercises every day?',
    isRead: true,
  },
  {
    from: 'patient',
    minutesAgo: 46,
    content: 'Almost every day 🙂 I am not sure about the second one. Could I show you later?',
    isRead: true,
  },
  {
    from: 'consultant',
    minutesAgo: 12,
    content: 'Of course. Let us go through it together when we meet.',
    isRead: false,
  },
];

/**
 * Fills an empty database with two people, their booking and their conversation. Does nothing where anyone
 * has an account, and of several processes at once only one does it.
 *
 * @param now milliseconds; the booking lies later, by day, the messages a little earlier
 * @returns   whether it was this call that made them
 * @source protocol P13.6
 */
export function seedDemo(
  database: Database,
  now = Date.now(),
  passwords = new Passwords(),
): Promise<boolean> {
  return storeDemo(database, () => passwords.hash(DEMO_PASSWORD), {
    people: DEMO_PEOPLE,
    booking: {
      createdAt: iso(now - 3 * 24 * 60 * MINUTE_MS),
      scheduledAt: nextHourByDay(new Date(now)).toISOString(),
      durationMinutes: 30,
      reason: 'Knee pain: follow-up',
    },
    messages: MESSAGES.map(({ minutesAgo, ...message }) => ({
      ...message,
      createdAt: iso(now - minutesAgo * MINUTE_MS),
    })),
  });
}

/** The next full hour that leaves time to look around, or ten in the morning, by the clock of this machine. */
export function nextHourByDay(now: Date): Date {
  const next = new Date(now);
  next.setHours(now.getHours() + (now.getMinutes() < 30 ? 1 : 2), 0, 0, 0);
  const hour = next.getHours();
  if (hour >= 8 && hour <= 18) return next;
  // What is past midnight is the next day already.
  next.setHours(hour < 8 ? 10 : 34);
  return next;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
