import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SessionWatchRepository } from '../../src/auth/session-watch.repository.ts';
import { CallStoreRepository, type Loaded } from '../../src/calls/keeping/call-store.repository.ts';
import { PlacingRepository } from '../../src/calls/keeping/placing.repository.ts';
import { newCall } from '../../src/calls/rules/new-call.ts';
import { device } from '../../src/calls/rules/testing/call-fixtures.ts';
import { ConversationsRepository } from '../../src/conversations/conversations.repository.ts';
import { factsOf } from '../../src/facts/testing/facts-of.ts';
import { MessageStoreRepository } from '../../src/messages/message-store.repository.ts';
import { LastSeen } from '../../src/people/last-seen.ts';
import { DeliveryStepsRepository } from '../../src/receipts/delivery-steps.repository.ts';
import { MESSAGES, mostRead, openPlanGround, type Plan, plansOf, readsOf } from './plan-ground.ts';
import { draftOf, type Store, type StoredConversation } from './stored-conversations.ts';

let store: Store;
let long: StoredConversation;
let plain: StoredConversation;

beforeAll(async () => {
  ({ store, long, plain } = await openPlanGround());
});
afterAll(() => store.close());

const HOUR_MS = 3_600_000;
const LIFETIMES = {
  web: { idleMs: HOUR_MS, absoluteMs: 12 * HOUR_MS },
  mobile: { idleMs: 48 * HOUR_MS, absoluteMs: 96 * HOUR_MS },
};

const plans = (work: () => Promise<unknown>) => plansOf(store, work);
const indexesOf = (explained: Plan[][]) => explained.flat().flatMap((node) => node['Index Name'] ?? []);

// Named are the indexes too: one that only holds the column somewhere would be read whole, and tells no more rows for it.
describe('the database looks up, and reads hardly more than what it writes,', () => {
  const messages = () => new MessageStoreRepository(factsOf(store.database));

  test('to store new messages', async () => {
    const drafts = [draftOf(long, 'patient', 'one', randomUUID()), draftOf(plain, 'consultant', 'two')];
    const explained = await plans(() => messages().store(drafts, false));
    expect(explained).toHaveLength(1);
    expect(mostRead(explained)).toBeLessThan(8);
    expect(indexesOf(explained)).toEqual(
      expect.arrayContaining(['conversations_pkey', 'messages_client_id_unique']),
    );
  });

  test('to store messages some of which are stored already, found by the client’s id or by their own', async () => {
    const known = draftOf(long, 'patient', 'one', randomUUID());
    const lost = draftOf(plain, 'patient', 'two');
    await messages().store([known, lost], false);
    const drafts = [{ ...known, id: randomUUID() }, lost, draftOf(plain, 'patient', 'three')];
    const explained = await plans(() => messages().store(drafts, true));
    expect(explained).toHaveLength(1);
    expect(mostRead(explained)).toBeLessThan(12);
    expect(indexesOf(explained)).toEqual(
      expect.arrayContaining(['conversations_pkey', 'messages_client_id_unique', 'messages_pkey']),
    );
  });

  test('to note how far messages have come, in a long conversation and in one where most are read', async () => {
    const steps = new DeliveryStepsRepository(store.database);
    const horizon = { conversationId: long.id, userId: long.consultantId, upToSeq: MESSAGES, at: 0 };
    const explained = await plans(() => steps.advance([horizon], 0));
    expect(explained).toHaveLength(1);
    expect(mostRead(explained)).toBeLessThanOrEqual(100);
    expect(indexesOf(explained)).toEqual(
      expect.arrayContaining([
        'conversations_pkey',
        'messages_seq_unique',
        'delivery_steps_conversation_id_sender_type_up_to_seq_pk',
      ]),
    );
  });

  test('to place a call after one in vain, where the two have written much and one of them has called many', async () => {
    const { id, patientId, consultantId } = long;
    await store.database.pool.query(
      `insert into calls (id, conversation_id, caller_id, callee_id, call_type, status, started_at, ended_at, change)
       values (gen_random_uuid(), $1, $2, $3, 'audio', 'rejected', now() - interval '2 minutes', now() - interval '1 minute', 1)`,
      [id, patientId, consultantId],
    );
    await store.database.pool.query('update conversations set updated_at = now() where id = $1', [id]);
    const placing = new PlacingRepository(store.database);
    const situation = await plans(() => placing.get(id, patientId, consultantId));
    expect(mostRead(situation)).toBeLessThanOrEqual(400);
    expect((await placing.get(id, patientId, consultantId)).ringsInVain).toHaveLength(1);
  });

  test('to place a call, to find it again, to answer it and to end it', async () => {
    const calls = new CallStoreRepository(store.database, factsOf(store.database));
    const placing = new PlacingRepository(store.database);
    const { id: conversationId, patientId, consultantId } = plain;
    const situation = await plans(() => placing.get(conversationId, patientId, consultantId));
    expect(mostRead(situation)).toBeLessThan(20);
    expect(indexesOf(situation)).toContain('conversations_pkey');

    const { call } = newCall(
      {
        by: device('s1', { userId: patientId }),
        toUserId: consultantId,
        conversationId,
        callType: 'video',
      },
      { id: randomUUID(), status: 'ringing', now: Date.now(), ringTimeoutMs: 45_000, callerName: 'Ada' },
    );
    const placed = await plans(() => calls.insert(call));
    expect(placed).toHaveLength(2);
    expect(mostRead(placed)).toBeLessThan(8);
    for (const statement of placed) expect(indexesOf([statement])).toContain('conversations_pkey');

    const found = await plans(() => calls.listLiveOf([patientId, consultantId]));
    expect(mostRead(found)).toBeLessThan(8);
    expect(indexesOf(found)).toContain('calls_pkey');

    const load = async () => (await calls.find(call.id)) as Loaded;
    const ringing = await load();
    const answer = { ...ringing.call, status: 'active' as const, answeredAt: Date.now() };
    expect(mostRead(await plans(() => calls.save(ringing, answer)))).toBeLessThan(8);
    const active = await load();
    // A signal that is kept for the other one.
    expect(mostRead(await plans(() => calls.save(active, active.call)))).toBeLessThan(8);
    const signalled = await load();
    const end = { ...signalled.call, status: 'ended' as const, endedAt: Date.now() };
    expect(mostRead(await plans(() => calls.save(signalled, end)))).toBeLessThan(8);
  });
});

describe('the database looks up who comes and goes:', () => {
  // What was written above has left entries in indexes that lead nowhere, and count as read.
  beforeAll(() => store.database.pool.query('vacuum conversations, sessions, users'));

  test('whether the session lives, and that it was used', async () => {
    const sessions = new SessionWatchRepository(store.database);
    const { pool } = store.database;
    const { rows } = await pool.query('select id from sessions where user_id = $1', [plain.patientId]);
    const [{ id }] = rows;
    const lives = await plans(() => sessions.isActive(id, Date.now()));
    expect(mostRead(lives)).toBeLessThan(4);
    expect(indexesOf(lives)).toContain('sessions_pkey');
    const touched = await plans(() => sessions.touch(id, Date.now(), LIFETIMES));
    expect(mostRead(touched)).toBeLessThan(6);
  });

  test('the conversation that is joined, and when somebody was here last', async () => {
    const conversations = new ConversationsRepository(store.database, factsOf(store.database));
    const joined = await plans(() => conversations.findFor(plain.id, plain.patientId));
    expect(mostRead(joined)).toBeLessThan(4);
    expect(indexesOf(joined)).toEqual(['conversations_pkey']);
    const gone = await plans(() => new LastSeen(store.database).note(plain.patientId));
    expect(mostRead(gone)).toBeLessThan(6);
  });

  test('who sees them come and go, as many as they share a conversation with', async () => {
    const conversations = new ConversationsRepository(store.database, factsOf(store.database));
    for (const list of ['listPeers', 'listWitnesses'] as const) {
      const ofPatient = await plans(() => conversations[list](plain.patientId));
      expect(mostRead(ofPatient)).toBeLessThan(8);
      const ofConsultant = await plans(() => conversations[list](long.consultantId));
      expect(readsOf(ofConsultant, 'conversations')).toHaveLength(1);
      expect(mostRead(ofConsultant)).toBeLessThan(700);
    }
  });
});
