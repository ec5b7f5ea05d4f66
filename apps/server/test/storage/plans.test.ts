import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CallLogRepository } from '../../src/calls/keeping/call-log.repository.ts';
import { ConversationsRepository } from '../../src/conversations/conversations.repository.ts';
import { factsOf } from '../../src/facts/testing/facts-of.ts';
import { MessagesRepository } from '../../src/messages/messages.repository.ts';
import { MissedChangesRepository } from '../../src/messages/missed-changes.repository.ts';
import { MessageNotesRepository } from '../../src/push/message-notes.repository.ts';
import { UnreadMailRepository } from '../../src/unread-mail/unread-mail.repository.ts';
import { MESSAGES, mostRead, openPlanGround, plansOf, readsOf } from './plan-ground.ts';
import type { Store, StoredConversation } from './stored-conversations.ts';

let store: Store;
let long: StoredConversation;
let plain: StoredConversation;

beforeAll(async () => {
  ({ store, long, plain } = await openPlanGround());
});
afterAll(() => store.close());

describe('the database looks up, and reads no more rows than it answers,', () => {
  const repository = () => new MessagesRepository(store.database, factsOf(store.database));

  test.each([0, 10_000, MESSAGES - 50])('for a page of the history at offset %i', async (offset) => {
    const plans = await plansOf(store, () => repository().pageByOffset(long.id, offset, 50));
    const onMessages = readsOf(plans, 'messages');
    expect(onMessages).toMatchObject([{ 'Index Name': 'messages_seq_unique', 'Actual Rows': 50 }]);
    expect(onMessages[0]?.['Rows Removed by Filter'] ?? 0).toBe(0);
    expect(plans.flat().map((node) => node['Node Type'])).not.toContain('Sort');
  });

  test('for the pages before and after a message', async () => {
    const before = await plansOf(store, () => repository().pageBefore(long.id, 9_000, 50));
    const after = await plansOf(store, () => repository().pageAfter(long.id, 9_000, 50));
    expect(readsOf(before, 'messages')).toMatchObject([
      { 'Index Name': 'messages_seq_unique', 'Actual Rows': 50 },
    ]);
    expect(readsOf(after, 'messages')).toMatchObject([
      { 'Index Name': 'messages_seq_unique', 'Actual Rows': 51 },
    ]);
  });

  test('for the changes since a cursor', async () => {
    const plans = await plansOf(store, () =>
      repository().listChanged(long.id, { after: MESSAGES - 30, limit: 50 }),
    );
    expect(plans.flat().map((node) => node['Index Name'])).toContain('messages_by_change');
    expect(readsOf(plans, 'messages')).toMatchObject([{ 'Actual Rows': 30 }]);
  });

  test('for what a device is to be told of, nothing of a history that is read', async () => {
    const { pool } = store.database;
    const countUnread = (count: number) =>
      pool.query('update conversations set patient_unread = $2 where id = $1', [long.id, count]);
    const { rows } = await pool.query('select patient_unread as unread from conversations where id = $1', [
      long.id,
    ]);
    await countUnread(0);
    const reader = { conversationId: long.id, userId: long.patientId };
    const plans = await plansOf(store, () => new MessageNotesRepository(store.database).find(reader));
    await countUnread(rows[0].unread);
    expect(readsOf(plans, 'messages').map((read) => read['Actual Loops'])).toEqual([0]);
  });

  test.each([
    ['notifications', (since: number) => new MessageNotesRepository(store.database).findUntold(since)],
    ['mails', (since: number) => new UnreadMailRepository(store.database).listUntold(since)],
  ])('for %s of what nobody was told of, nothing of what is older', async (_, find) => {
    const { pool } = store.database;
    // Somebody has one message of another that is not read, and something has happened a moment ago.
    const isUnread = (id: string, count: number) =>
      pool.query(
        `update conversations set consultant_unread = $2,
          updated_at = case when $2 > 0 then now() else now() - interval '1 day' end where id = $1`,
        [id, count],
      );
    await pool.query('update conversations set consultant_unread = 0, patient_unread = 0');
    await pool.query(
      "update conversations set updated_at = now() - interval '1 day' where updated_at > now() - interval '1 day'",
    );
    await isUnread(plain.id, 1);
    const plans = await plansOf(store, () => find(Date.now() - 3_600_000));
    await isUnread(plain.id, 10);
    expect(await find(Date.now() - 3_600_000)).toMatchObject([
      { conversationId: plain.id, userId: plain.consultantId },
    ]);
    const [onConversations, ...more] = readsOf(plans, 'conversations');
    expect([onConversations?.['Rows Removed by Filter'] ?? 0, more]).toEqual([0, []]);
    expect(plans.flat().map((node) => node['Index Name'])).toContain('conversations_by_consultant');
    // Of people each consultant is looked at.
    expect(mostRead([plans.flat().filter((node) => node['Relation Name'] !== 'users')])).toBeLessThan(20);
  });

  test('for what somebody missed, one message of each conversation, and of the changed ones a thousand', async () => {
    const missed = new MissedChangesRepository(store.database);
    const audience = { people: [long.consultantId], conversationIds: [long.id] };
    const changed = await plansOf(store, () => missed.listChanged(audience, 10_000));
    const onMessages = readsOf(changed, 'messages');
    expect(onMessages).toMatchObject([{ 'Index Name': 'messages_by_change', 'Actual Rows': 1 }]);
    const receipts = await plansOf(store, () =>
      missed.listReceipts([{ id: long.id, after: MESSAGES - 1_000 }], 10_000),
    );
    expect(receipts.flat().map((node) => node['Index Name'])).toContain('messages_by_change');
    expect(readsOf(receipts, 'messages')).toMatchObject([{ 'Rows Removed by Filter': 1_000 }]);
  });

  test('for a page of the history of which each message was delivered by itself', async () => {
    const { id } = long;
    await store.database.pool.query(
      `insert into delivery_steps select $1, 'patient', n, now() from generate_series(1, ${MESSAGES}) n`,
      [id],
    );
    await store.database.pool.query('analyze delivery_steps');
    const plans = await plansOf(store, () => repository().pageByOffset(id, 0, 50));
    expect(readsOf(plans, 'messages')).toMatchObject([{ 'Actual Rows': 50 }]);
    expect(readsOf(plans, 'delivery_steps')).toMatchObject([{ 'Actual Rows': 1, 'Actual Loops': 50 }]);
  });

  test('for a page of the calls of one conversation', async () => {
    const log = new CallLogRepository(store.database);
    const page = { limit: 20, offset: 20, onlyMissed: false, conversationId: long.id };
    const plans = await plansOf(store, () => log.list(long.consultantId, page));
    const onCalls = readsOf(plans, 'calls');
    expect(onCalls).toMatchObject([{ 'Index Name': 'calls_by_conversation', 'Actual Rows': 40 }]);
    expect(plans.flat().map((node) => node['Node Type'])).not.toContain('Sort');
  });

  test('for the unread count, without a look at the messages', async () => {
    const plans = await plansOf(store, () => repository().countUnread(long as never, 'consultant'));
    expect(readsOf(plans, 'messages')).toEqual([]);
    expect(readsOf(plans, 'conversations')).toMatchObject([
      { 'Index Name': 'conversations_pkey', 'Actual Rows': 1 },
    ]);
  });

  test('for all conversations of somebody who has a new name', async () => {
    const inbox = new ConversationsRepository(store.database, factsOf(store.database));
    const plans = await plansOf(store, () => inbox.listOfPerson(long.patientId));
    const [onConversations] = readsOf(plans, 'conversations');
    expect(onConversations).toMatchObject({ 'Node Type': 'Bitmap Heap Scan' });
    expect(onConversations?.['Rows Removed by Index Recheck'] ?? 0).toBe(0);
  });

  test.each(['newest', 'deep'] as const)(
    'for the %s page of an inbox, with the last message of each',
    async (which) => {
      const inbox = new ConversationsRepository(store.database, factsOf(store.database));
      const { consultantId: userId } = long;
      const newest = await inbox.list({ userId, role: 'consultant', limit: 250 });
      const page = { userId, role: 'consultant', limit: 20 } as const;
      const plans = await plansOf(store, () =>
        inbox.listOverviews(which === 'newest' ? page : { ...page, before: newest.at(-1) }),
      );
      const [onConversations] = readsOf(plans, 'conversations');
      expect(onConversations).toMatchObject({
        'Index Name': 'conversations_by_consultant',
        'Actual Rows': 20,
      });
      expect(onConversations?.['Rows Removed by Filter'] ?? 0).toBe(0);
      expect(readsOf(plans, 'messages')).toMatchObject([{ 'Index Name': 'messages_seq_unique' }]);
    },
  );
});
