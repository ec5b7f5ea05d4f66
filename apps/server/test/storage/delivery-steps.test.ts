import { randomUUID } from 'node:crypto';
import type { UserRole } from '@jiggy-care/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../src/database/database.ts';
import { factsOf } from '../../src/facts/testing/facts-of.ts';
import { MessageStoreRepository } from '../../src/messages/message-store.repository.ts';
import { MessagesRepository } from '../../src/messages/messages.repository.ts';
import { DeliveryStepsRepository } from '../../src/receipts/delivery-steps.repository.ts';
import {
  draftOf,
  makeConversations,
  openStore,
  type Store,
  type StoredConversation,
} from './stored-conversations.ts';

let store: Store;
let conversation: StoredConversation;
let steps: DeliveryStepsRepository;

beforeAll(async () => {
  store = await openStore();
  steps = new DeliveryStepsRepository(store.database);
});
beforeEach(async () => {
  [conversation] = (await makeConversations(store.database, 1)) as [StoredConversation];
});
afterAll(() => store.close());

const send = (count: number, role: UserRole, into = conversation, database: Database = store.database) =>
  new MessageStoreRepository(factsOf(database)).store(
    Array.from({ length: count }, () => draftOf(into, role)),
    false,
  );
const at = (upToSeq: number, userId = conversation.consultantId, conversationId = conversation.id) => ({
  ...{ conversationId, userId, upToSeq },
  at: 0,
});
/** How far each advance came. */
const advance = async (...horizons: ReturnType<typeof at>[]) =>
  (await steps.advance(horizons, 0)).map(({ told }) => told.upToSeq);
const history = () =>
  new MessagesRepository(store.database, factsOf(store.database)).pageByOffset(conversation.id, 0, 500);

describe('how far messages have reached the other person', () => {
  test('goes forward in steps, names whom it is told to, and never goes back', async () => {
    await send(5, 'patient');
    const { patientId: senderId, consultantId: userId, id: conversationId } = conversation;
    expect(await steps.advance([at(2)], 0)).toEqual([
      { senderId, told: { conversationId, userId, upToSeq: 2, deliveredAt: expect.any(String) } },
    ]);
    expect(await advance(at(1))).toEqual([]);
    expect(await advance(at(2))).toEqual([]);
    expect(await advance(at(9))).toEqual([5]);
    expect(await steps.findReached(conversationId, 'patient')).toBe(5);
    expect(await steps.findReached(conversationId, 'consultant')).toBe(0);
  });

  test('ends with the newest message of the other person that nobody has told of', async () => {
    await send(2, 'patient');
    await send(3, 'consultant');
    expect(await advance(at(5))).toEqual([2]);
    expect(await advance(at(4, conversation.patientId))).toEqual([4]);
    await send(1, 'consultant');
    expect(await advance(at(6))).toEqual([]);
  });

  test('is of both people and of many conversations at once, and of strangers nothing', async () => {
    const [other] = (await makeConversations(store.database, 1)) as [StoredConversation];
    for (const into of [conversation, other]) {
      await send(2, 'patient', into);
      await send(2, 'consultant', into);
    }
    const told = await steps.advance(
      [
        at(4),
        at(4, conversation.patientId),
        at(3, other.patientId, other.id),
        at(4, other.consultantId),
        at(4, randomUUID(), other.id),
        at(1, conversation.consultantId, randomUUID()),
      ],
      0,
    );
    expect(told.map(({ senderId, told: { upToSeq } }) => [senderId, upToSeq]).sort()).toEqual(
      [
        [conversation.patientId, 2],
        [conversation.consultantId, 4],
        [other.consultantId, 3],
      ].sort(),
    );
  });

  test('bears the time at which it was said, and none before the message itself', async () => {
    await send(1, 'patient');
    const [step] = await steps.advance([at(1)], 3_600_000);
    const { messages } = await history();
    expect(step?.told.deliveredAt).toBe(messages[0]?.createdAt);
    expect(messages[0]?.deliveredAt).toBe(messages[0]?.createdAt);
  });

  test('said by two nodes at once is one step, told by one of them', async () => {
    const nodes = [store.database, await store.anotherNode()].map(
      (node) => new DeliveryStepsRepository(node),
    );
    for (let round = 1; round <= 20; round += 1) {
      await send(2, 'patient');
      const told = await Promise.all(nodes.map((node) => node.advance([at(round * 2)], 0)));
      expect(told.flat()).toHaveLength(1);
    }
  });

  test('is read with the messages in time, however many steps there are', async () => {
    await send(200, 'patient');
    for (let seq = 1; seq <= 200; seq += 1) await steps.advance([at(seq)], 0);
    const { messages } = await history();
    const times = messages.map(({ deliveredAt }) => deliveredAt);
    expect(times).not.toContain(undefined);
    expect([...times].sort().reverse()).toEqual(times);
    const { rows } = await store.database.pool.query(
      'select count(*)::int as count from delivery_steps where conversation_id = $1',
      [conversation.id],
    );
    expect(rows).toEqual([{ count: 200 }]);
  });

  test('is found by who may have missed it, for the sender alone', async () => {
    await send(1, 'patient');
    await steps.advance([at(1)], 0);
    const { patientId, consultantId } = conversation;
    expect(await steps.listLately([patientId], 60_000)).toMatchObject([
      { senderId: patientId, told: { upToSeq: 1 } },
    ]);
    expect(await steps.listLately([consultantId], 60_000)).toEqual([]);
    expect(await steps.listLately([patientId], 0)).toEqual([]);
  });
});

test('a message that an earlier version marked as read was read when it was changed last', async () => {
  await send(1, 'patient');
  await store.database.pool.query(
    "update messages set is_read = true, updated_at = now() + interval '1 s' where conversation_id = $1",
    [conversation.id],
  );
  const [message] = (await history()).messages;
  expect(message).toMatchObject({ readAt: message?.updatedAt, deliveredAt: message?.updatedAt });
});
