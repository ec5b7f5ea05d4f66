import { randomUUID } from 'node:crypto';

/** Two names of one machine: cookies of the one are not seen by the other. */
export const HERE = `http://localhost:${process.env.WEB_TEST_PORT}`;
export const THERE = `http://127.0.0.1:${process.env.WEB_TEST_PORT}`;

export const PASSWORD = 'a quiet sentence';

export interface TestPerson {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: 'patient' | 'consultant';
  readonly token: string;
  /** The server that knows them. */
  readonly server: string;
}

export interface Pair {
  readonly patient: TestPerson;
  readonly consultant: TestPerson;
  readonly bookingId: string;
  readonly conversationId: string;
}

/** Makes an account, past the app. */
export async function register(
  role: TestPerson['role'],
  name: string,
  server: string = THERE,
): Promise<TestPerson> {
  const email = `${randomUUID()}@example.org`;
  const { user, accessToken } = await call<{ user: { id: string }; accessToken: string }>(
    'POST',
    '/auth/register',
    { email, password: PASSWORD, name, role },
    { server },
  );
  return { id: user.id, email, name, role, token: accessToken, server };
}

/** A patient and a consultant who share a booking and its conversation. */
export async function makePair(
  names = { patient: 'Ada Bello', consultant: 'Dr. Noor Vance' },
  server: string = THERE,
): Promise<Pair> {
  const [patient, consultant] = await Promise.all([
    register('patient', names.patient, server),
    register('consultant', names.consultant, server),
  ]);
  return { patient, consultant, ...(await book(patient, consultant)) };
}

/**
 * A booking that nobody has opened yet.
 *
 * @param inMs how far in the future it is; one that has begun is recorded by the consultant, as nobody else may
 */
export async function bookOnly(patient: TestPerson, consultant: TestPerson, inMs = 3 * 86_400_000) {
  const { id } = await call<{ id: string }>(
    'POST',
    '/bookings',
    {
      ...(inMs < 0 ? { patientId: patient.id } : { consultantId: consultant.id }),
      scheduledAt: new Date(Date.now() + inMs).toISOString(),
      reason: 'Knee pain',
    },
    inMs < 0 ? consultant : patient,
  );
  return id;
}

/** How they want to be told of things, past the app. */
export function preferencesOf(person: TestPerson): Promise<Record<string, unknown>> {
  return call('GET', '/auth/settings', undefined, person);
}

/** Moves, completes or cancels, past the app. */
export async function changeBooking(by: TestPerson, bookingId: string, change: object): Promise<void> {
  await call('PATCH', `/bookings/${bookingId}`, change, by);
}

/** The same with its conversation. */
export async function book(patient: TestPerson, consultant: TestPerson, inMs?: number) {
  const bookingId = await bookOnly(patient, consultant, inMs);
  const conversation = await call<{ id: string }>(
    'POST',
    '/chat/conversations',
    { bookingId, consultantId: consultant.id, patientId: patient.id },
    patient,
  );
  return { bookingId, conversationId: conversation.id };
}

/** Writes a message, past the app. @returns its id */
export async function say(pair: Pair, from: TestPerson, content: string): Promise<string> {
  const { message } = await call<{ message: { id: string } }>(
    'POST',
    '/chat/messages',
    {
      bookingId: pair.bookingId,
      consultantId: pair.consultant.id,
      patientId: pair.patient.id,
      content,
      senderType: from.role,
    },
    from,
  );
  return message.id;
}

export function markRead(pair: Pair, reader: TestPerson, messageIds: readonly string[]): Promise<unknown> {
  return call('POST', `/chat/conversations/${pair.conversationId}/read`, { messageIds }, reader);
}

export function cancelBooking(pair: Pair): Promise<unknown> {
  return call('PATCH', `/bookings/${pair.bookingId}`, { status: 'cancelled' }, pair.consultant);
}

/** The whole conversation as it is stored, oldest first. */
export async function storedTexts(pair: Pair): Promise<string[]> {
  const { messages } = await call<{ messages: { content: string }[] }>(
    'GET',
    `/chat/conversations/${pair.conversationId}/messages?limit=500`,
    undefined,
    pair.patient,
  );
  return messages.map(({ content }) => content).reverse();
}

async function call<T>(
  method: string,
  path: string,
  body: unknown,
  as: { readonly server: string; readonly token?: string },
): Promise<T> {
  const answer = await fetch(`${as.server}/api/v1${path}`, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...(as.token === undefined ? {} : { Authorization: `Bearer ${as.token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path} was answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as T;
}
