import { randomUUID } from 'node:crypto';
import type { UserRole } from '@jiggy-care/protocol';
import { sql } from 'drizzle-orm';
import type { Database, Executor } from '../database/database.ts';
import { bookings, conversations, messages } from '../database/schema.ts';
import { addAccount, hasAccounts } from '../people/accounts.ts';

/** "demo" in ASCII; two processes that start at once take turns on it. */
const DEMO_LOCK = 0x64656d6f;

/** What there is to tell, with all instants as ISO times. */
export interface DemoStory {
  readonly people: Readonly<Record<UserRole, { readonly email: string; readonly name: string }>>;
  readonly booking: {
    readonly createdAt: string;
    readonly scheduledAt: string;
    readonly durationMinutes: number;
    readonly reason: string;
  };
  /** Oldest first. */
  readonly messages: readonly {
    readonly from: UserRole;
    readonly content: string;
    readonly isRead: boolean;
    readonly createdAt: string;
  }[];
}

/**
 * Stores the story in one transaction, if nobody has an account yet.
 *
 * @param hashPassword called only when there is something to store, outside the transaction
 * @returns            whether it was stored
 */
export async function storeDemo(
  { db }: Database,
  hashPassword: () => Promise<string>,
  story: DemoStory,
): Promise<boolean> {
  if (await hasAccounts(db)) return false;
  const hashes = { patient: await hashPassword(), consultant: await hashPassword() };
  return db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${DEMO_LOCK}::bigint)`);
    if (await hasAccounts(tx)) return false;
    const patientId = await storePerson(tx, 'patient', story, hashes.patient);
    const consultantId = await storePerson(tx, 'consultant', story, hashes.consultant);
    await storeConversation(tx, { patient: patientId, consultant: consultantId }, story);
    return true;
  });
}

async function storePerson(
  tx: Executor,
  role: UserRole,
  story: DemoStory,
  passwordHash: string,
): Promise<string> {
  const { createdAt } = story.booking;
  const { id } = await addAccount(tx, {
    ...story.people[role],
    role,
    passwordHash,
    createdAt,
    emailVerifiedAt: createdAt,
  });
  return id;
}

async function storeConversation(
  tx: Executor,
  ids: Readonly<Record<UserRole, string>>,
  story: DemoStory,
): Promise<void> {
  const parties = { patientId: ids.patient, consultantId: ids.consultant };
  const bookingId = randomUUID();
  await tx
    .insert(bookings)
    .values({ id: bookingId, ...parties, ...story.booking, updatedAt: story.booking.createdAt });

  const unreadFrom = (role: UserRole) =>
    story.messages.filter((message) => message.from === role && !message.isRead).length;
  const id = randomUUID();
  await tx.insert(conversations).values({
    id,
    bookingId,
    ...parties,
    lastSeq: story.messages.length,
    lastChange: story.messages.length,
    consultantUnread: unreadFrom('patient'),
    patientUnread: unreadFrom('consultant'),
    createdAt: story.booking.createdAt,
    updatedAt: story.messages.at(-1)?.createdAt ?? story.booking.createdAt,
  });
  if (story.messages.length === 0) return;
  await tx.insert(messages).values(
    story.messages.map(({ from, content, isRead, createdAt }, index) => ({
      id: randomUUID(),
      conversationId: id,
      seq: index + 1,
      change: index + 1,
      senderId: ids[from],
      senderType: from,
      content,
      isRead,
      createdAt,
      updatedAt: createdAt,
    })),
  );
}
