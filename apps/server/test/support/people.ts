import { randomUUID } from 'node:crypto';
import type { Booking, Conversation, UserRole } from '@jiggy-care/protocol';
import { type Asking, ask, type Reply } from './api.ts';

/** Someone with an account, signed in. */
export interface TestPerson {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: UserRole;
  readonly password: string;
  readonly token: string;
  readonly refreshToken: string;
  /** Asks a route as this person. */
  // biome-ignore lint/suspicious/noExplicitAny: see ask
  ask<B = any>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Reply<B>>;
}

/** A patient and a consultant who share a booking and its conversation. */
export interface Pair {
  readonly patient: TestPerson;
  readonly consultant: TestPerson;
  readonly booking: Booking;
  readonly conversation: Conversation;
}

interface Server {
  readonly api: string;
}

/** @param from the address that a proxy tells, where the server believes one */
export async function signUp(
  server: Server,
  role: UserRole,
  name = `Some ${role}`,
  from?: string,
): Promise<TestPerson> {
  const email = `${role}-${randomUUID()}@example.org`;
  const password = `pass phrase ${randomUUID()}`;
  const { status, body, text } = await ask(server.api, 'POST', '/auth/register', {
    body: { email, password, name, role },
    ...(from === undefined ? {} : { headers: { 'X-Forwarded-For': from } }),
  });
  if (status !== 201) throw new Error(`cannot sign up: ${status} ${text}`);
  const { user, accessToken, refreshToken } = body;
  return {
    id: user.id,
    email,
    name,
    role,
    password,
    token: accessToken,
    refreshToken,
    ask: (method, path, content, headers) => {
      const asking: Asking = {
        token: accessToken,
        body: content,
        ...(headers === undefined ? {} : { headers }),
      };
      return ask(server.api, method, path, asking);
    },
  };
}

export async function book(patient: TestPerson, consultant: TestPerson): Promise<Booking> {
  const { status, body, text } = await patient.ask('POST', '/bookings', {
    consultantId: consultant.id,
    scheduledAt: '2090-03-01T10:00:00Z',
  });
  if (status !== 201) throw new Error(`cannot book: ${status} ${text}`);
  return body;
}

export async function openConversation(
  patient: TestPerson,
  consultant: TestPerson,
  booking: Booking,
): Promise<Conversation> {
  const { status, body, text } = await patient.ask('POST', '/chat/conversations', {
    consultantId: consultant.id,
    patientId: patient.id,
    bookingId: booking.id,
  });
  if (status !== 201) throw new Error(`cannot open a conversation: ${status} ${text}`);
  return body;
}

export async function makePair(server: Server, from?: string): Promise<Pair> {
  const [patient, consultant] = await Promise.all([
    signUp(server, 'patient', undefined, from),
    signUp(server, 'consultant', undefined, from),
  ]);
  const booking = await book(patient, consultant);
  return { patient, consultant, booking, conversation: await openConversation(patient, consultant, booking) };
}
