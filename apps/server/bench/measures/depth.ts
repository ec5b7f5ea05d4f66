import { randomUUID } from 'node:crypto';
import type { Arena, Running } from '../arena.ts';
import { join } from '../guests.ts';
import { type BenchPair, type BenchPerson, fillIn, makePairs, tokenOf } from '../people.ts';
import { type Cost, startCounting } from './compare.ts';

/** What lies deep: a conversation of a million messages, and consultants with few and with many conversations. */
export interface Depths {
  readonly long: BenchPair;
  readonly few: BenchPair;
  readonly many: BenchPair;
}

const MESSAGES = 1_000_000;
const [FEW, MANY] = [50, 5_000];
const REQUESTS = 300;

export async function digDepths(arena: Arena): Promise<Depths> {
  const [long] = makePairs(1) as [BenchPair];
  await fillIn(arena.pool, [long]);
  const { conversationId, consultant, patient } = long;
  await arena.pool.query(
    `insert into messages (id, conversation_id, seq, change, sender_id, sender_type, content, is_read, created_at, updated_at)
     select gen_random_uuid(), $1, n, n, $2, 'patient', repeat('x', 100), n <= $3::int - 1000, at, at
     from generate_series(1, $3::int) n, lateral (select now() - ($3::int - n) * interval '1 second' as at) t`,
    [conversationId, patient.id, MESSAGES],
  );
  await arena.pool.query(
    'update conversations set last_seq = $2::int, last_change = $2::int, consultant_unread = 1000 where id = $1',
    [conversationId, MESSAGES],
  );
  await arena.pool.query(
    `insert into straightforward.conversations
     select id, booking_id, consultant_id, patient_id, created_at, updated_at from conversations where id = $1`,
    [conversationId],
  );
  await arena.pool.query(
    `insert into straightforward.messages (id, conversation_id, sender_id, sender_type, content, is_read, created_at)
     select id, conversation_id, sender_id, sender_type, content, is_read, created_at from messages where conversation_id = $1`,
    [conversationId],
  );
  const [few, many] = await Promise.all([
    fillWith(arena, consultant, FEW),
    fillWith(arena, consultant, MANY),
  ]);
  await arena.pool.query('vacuum analyze');
  return { long, few, many };
}

/** A page of 50 from so deep in the long conversation, over and over. */
export async function measurePage(running: Running, { long }: Depths, offset: number): Promise<Cost> {
  const path = `/chat/conversations/${long.conversationId}/messages?limit=50&offset=${offset}`;
  return measureRequests(running, long.consultant, path, REQUESTS);
}

export async function measureUnread(
  running: Running,
  { consultant, conversationId }: BenchPair,
): Promise<Cost> {
  const path = `/chat/conversations/${conversationId}/unread?userId=${consultant.id}`;
  return measureRequests(running, consultant, path, REQUESTS);
}

/** The first page of the inbox, with everything an app shows of it. */
export async function measureInbox(running: Running, { consultant }: BenchPair): Promise<Cost> {
  const path = `/chat/conversations?consultantId=${consultant.id}&expand=people,lastMessage,unread,presence&limit=30`;
  return measureRequests(running, consultant, path, REQUESTS);
}

export async function measureJoins(
  running: Running,
  { consultant, conversationId }: BenchPair,
): Promise<Cost> {
  const first = await join(running.url, consultant, conversationId);
  const count = startCounting(running);
  for (let joins = 0; joins < REQUESTS; joins += 1) {
    const left = first.next('left_conversation');
    first.emit('leave_conversation', { conversationId, userId: consultant.id, userType: 'consultant' });
    await left;
    const entered = first.next('joined_conversation');
    first.emit('join_conversation', { conversationId, userId: consultant.id, userType: 'consultant' });
    await entered;
  }
  const cost = count(REQUESTS);
  first.close();
  return cost;
}

async function measureRequests(
  running: Running,
  person: BenchPerson,
  path: string,
  requests: number,
): Promise<Cost> {
  const headers = { authorization: `Bearer ${await tokenOf(person)}` };
  const ask = async (): Promise<void> => {
    const answer = await fetch(`${running.url}/api/v1${path}`, { headers });
    const text = await answer.text();
    if (answer.status !== 200) throw new Error(`${path} was answered with ${answer.status}: ${text}`);
  };
  for (let warm = 0; warm < 20; warm += 1) await ask();
  const count = startCounting(running);
  for (let asked = 0; asked < requests; asked += 1) await ask();
  return count(requests);
}

/** One consultant with so many conversations of one message each; the last is the newest. */
async function fillWith(arena: Arena, like: BenchPerson, conversations: number): Promise<BenchPair> {
  const consultant: BenchPerson = { ...like, id: randomUUID(), sessionId: randomUUID() };
  const pairs = makePairs(conversations).map((pair) => ({ ...pair, consultant }));
  const [first] = pairs as [BenchPair];
  await fillIn(arena.pool, [first]);
  await arena.pool.query(
    `with input as (select * from unnest($1::uuid[], $2::uuid[]) as t(id, patient_id)), people as (
       insert into users (id, email, name, role, password_hash)
       select patient_id, patient_id || '@example.org', 'Some patient', 'patient', 'none' from input
     ), booked as (
       insert into bookings (id, consultant_id, patient_id, scheduled_at, duration_minutes)
       select id, $3, patient_id, now(), 30 from input
     ), opened as (
       insert into conversations (id, booking_id, consultant_id, patient_id, last_seq, last_change, consultant_unread)
       select id, id, $3, patient_id, 1, 1, 1 from input
     )
     insert into messages (id, conversation_id, seq, change, sender_id, sender_type, content)
     select gen_random_uuid(), id, 1, 1, patient_id, 'patient', 'Hello' from input`,
    [
      pairs.slice(1).map(({ conversationId }) => conversationId),
      pairs.slice(1).map(({ patient }) => patient.id),
      consultant.id,
    ],
  );
  return pairs.at(-1) as BenchPair;
}
