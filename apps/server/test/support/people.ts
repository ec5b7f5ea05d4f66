import { randomUUID } from 'node:crypto';
import type { Booking, Conversation, UserRole } from '@jiggy-care/protocol';
import type { INestApplication } from '@nestjs/common';
import { Passwords } from '../../src/auth/passwords.ts';
import { SessionsService } from '../../src/auth/sessions.service.ts';
import { Tokens } from '../../src/auth/tokens.ts';
import { Accounts } from '../../src/people/accounts.ts';
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
  /** Of one that runs in this process. */
  readonly app?: INestApplication;
}

/**
 * Someone with an account, who is signed in. Where the server runs in this process the account is put there by the server's
 * own services, since hashing passwords would be most of what many tests do; elsewhere by signing up.
 *
 * @param from the address that a proxy tells, where the server believes one: then it is signed up from there
 */
export async function signUp(
  server: Server,
  role: UserRole,
  name = `Some ${role}`,
  from?: string,
): Promise<TestPerson> {
  const email = `${role}-${randomUUID()}@example.org`;
  const { user, accessToken, refreshToken, password } =
    server.app === undefined || from !== undefined
      ? await register(server, { email, name, role }, from)
      : await putThere(server.app, { email, name, role });
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

interface NewPerson {
  readonly email: string;
  readonly name: string;
  readonly role: UserRole;
}

interface SignedUp {
  readonly user: { readonly id: string };
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly password: string;
}

async function register({ api }: Server, person: NewPerson, from: string | undefined): Promise<SignedUp> {
  const password = `pass phrase ${randomUUID()}`;
  const { status, body, text } = await ask(api, 'POST', '/auth/register', {
    body: { ...person, password },
    ...(from === undefined ? {} : { headers: { 'X-Forwarded-For': from } }),
  });
  if (status !== 201) throw new Error(`cannot sign up: ${status} ${text}`);
  return { ...body, password };
}

/** Of {@link SHARED_PASSWORD}, hashed once for all who are put there. */
let sharedHash: Promise<string> | undefined;
const SHARED_PASSWORD = 'the one pass phrase of those who were put there';

async function putThere(app: INestApplication, person: NewPerson): Promise<SignedUp> {
  sharedHash ??= app.get(Passwords, ANYWHERE).hash(SHARED_PASSWORD);
  const passwordHash = await sharedHash;
  const user = await app.get(Accounts, ANYWHERE).create({ ...person, passwordHash });
  const visitor = { clientType: 'mobile', userAgent: 'a test', address: '127.0.0.1' } as const;
  const grant = await app.get(SessionsService, ANYWHERE).open({ userId: user.id, passwordHash, ...visitor });
  if (grant === undefined) throw new Error('cannot sign up: no session was opened');
  const identity = { userId: user.id, role: user.role, sessionId: grant.sessionId };
  const accessToken = await app.get(Tokens, ANYWHERE).sign(identity, grant.now);
  return { user, accessToken, refreshToken: grant.refreshToken, password: SHARED_PASSWORD };
}

const ANYWHERE = { strict: false };

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
