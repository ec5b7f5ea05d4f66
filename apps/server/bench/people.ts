import { createSecretKey, randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import type pg from 'pg';

/** Two people of one conversation. Tokens hold for all contestants, which share the secret. */
export interface BenchPair {
  readonly conversationId: string;
  readonly consultant: BenchPerson;
  readonly patient: BenchPerson;
}

export interface BenchPerson {
  readonly id: string;
  readonly role: 'patient' | 'consultant';
  readonly sessionId: string;
}

export const JWT_SECRET = 'only for benchmarks, 0123456789 abcdef';
const key = createSecretKey(Buffer.from(JWT_SECRET, 'utf8'));

export function makePairs(count: number): BenchPair[] {
  const person = (role: BenchPerson['role']) => ({ id: randomUUID(), role, sessionId: randomUUID() });
  return Array.from({ length: count }, () => ({
    conversationId: randomUUID(),
    consultant: person('consultant'),
    patient: person('patient'),
  }));
}

/** As the server signs them; they hold for an hour. */
export function tokenOf({ id, role, sessionId }: BenchPerson): Promise<string> {
  return new SignJWT({ role, sid: sessionId })
    .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
    .setSubject(id)
    .setIssuer('jiggy-care')
    .setAudience('jiggy-care-chat')
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(key);
}

/** Puts the people with a session each, their bookings and conversations into a database that has our tables. */
export async function fillIn(pool: pg.Pool, pairs: readonly BenchPair[]): Promise<void> {
  await pool.query(FILL, [
    pairs.map(({ conversationId }) => conversationId),
    pairs.map(({ consultant }) => consultant.id),
    pairs.map(({ patient }) => patient.id),
    pairs.map(({ consultant }) => consultant.sessionId),
    pairs.map(({ patient }) => patient.sessionId),
  ]);
}

/** The same for the tables of the straightforward one, which have neither people nor bookings. */
export async function fillInStraightforward(pool: pg.Pool): Promise<void> {
  await pool.query(`
    create schema straightforward;
    create table straightforward.conversations as
      select id, booking_id, consultant_id, patient_id, created_at::timestamptz, updated_at::timestamptz from conversations;
    alter table straightforward.conversations add primary key (id);
    create index on straightforward.conversations (consultant_id);
    create index on straightforward.conversations (patient_id);
    create table straightforward.messages (
      id uuid primary key, conversation_id uuid not null references straightforward.conversations,
      sender_id uuid not null, sender_type text not null, content text not null,
      is_read boolean not null default false, created_at timestamptz not null default now(),
      updated_at timestamptz not null default now());
    create index on straightforward.messages (conversation_id, created_at);`);
}

const FILL = `
with input as (
  select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[])
    as t(id, consultant_id, patient_id, consultant_session, patient_session)
), people as (
  insert into users (id, email, name, role, password_hash)
  select consultant_id, consultant_id || '@example.org', 'Some consultant', 'consultant', 'none' from input
  union all
  select patient_id, patient_id || '@example.org', 'Some patient', 'patient', 'none' from input
  on conflict do nothing
), signed_in as (
  insert into sessions (id, user_id, client_type, expires_at, access_expires_at)
  select consultant_session, consultant_id, 'mobile', now() + interval '1 day', now() + interval '1 hour' from input
  union all
  select patient_session, patient_id, 'mobile', now() + interval '1 day', now() + interval '1 hour' from input
  on conflict do nothing
), booked as (
  insert into bookings (id, consultant_id, patient_id, scheduled_at, duration_minutes)
  select id, consultant_id, patient_id, now(), 30 from input
)
insert into conversations (id, booking_id, consultant_id, patient_id)
select id, id, consultant_id, patient_id from input`;
