import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../../src/database/database.ts';
import { factsOf } from '../../src/facts/testing/facts-of.ts';
import { MessageStoreRepository } from '../../src/messages/message-store.repository.ts';
import { MessagesRepository } from '../../src/messages/messages.repository.ts';
import {
  draftOf,
  expectSound,
  listStored,
  makeConversations,
  openStore,
  type Store,
  type StoredConversation,
} from './stored-conversations.ts';

let store: Store;
let conversation: StoredConversation;
let receipts: MessagesRepository;

beforeAll(async () => {
  store = await openStore();
  receipts = new MessagesRepository(store.database, factsOf(store.database));
});
beforeEach(async () => {
  [conversation] = (await makeConversations(store.database, 1)) as [StoredConversation];
});
afterEach(() => expectSound(store.database));
afterAll(() => store.close());

async function send(count: number, database: Database = store.database): Promise<string[]> {
  const drafts = Array.from({ length: count }, () => draftOf(conversation, 'patient'));
  await new MessageStoreRepository(factsOf(database)).store(drafts, false);
  return drafts.map(({ id }) => id);
}
async function readBy(repository: MessagesRepository, ids: readonly string[]): Promise<string[]> {
  const read = await repository.markRead(conversation, conversation.consultantId, 'consultant', ids);
  return read?.messageIds ?? [];
}

describe('marking messages as read', () => {
  test('gives those that changed, oldest first, and nothing the second time', async () => {
    const ids = await send(5);
    expect(await readBy(receipts, [...ids].reverse())).toEqual(ids);
    expect(await readBy(receipts, ids)).toEqual([]);
  });

  test('passes over own messages, unknown ids, and messages of another conversation', async () => {
    const [own] = await send(1);
    const [elsewhere] = (await makeConversations(store.database, 1)) as [StoredConversation];
    const foreign = draftOf(elsewhere, 'patient');
    await new MessageStoreRepository(factsOf(store.database)).store([foreign], false);
    const { patientId } = conversation;
    expect(
      await receipts.markRead(conversation, patientId, 'patient', [own as string, randomUUID(), foreign.id]),
    ).toBeUndefined();
    expect((await listStored(store.database, elsewhere.id))[0]).toMatchObject({ isRead: false });
  });

  test('by two devices at once counts each message once, whoever was first', async () => {
    const nodes = [store.database, await store.anotherNode()].map(
      (node) => new MessagesRepository(node, factsOf(node)),
    );
    for (let round = 0; round < 20; round += 1) {
      const ids = await send(7);
      const changed = await Promise.all(
        [...nodes, ...nodes].map((node, device) =>
          readBy(node, device % 2 === 0 ? ids : [...ids].reverse().slice(0, 5)),
        ),
      );
      expect(changed.flat().sort()).toEqual([...ids].sort());
    }
    const { rows } = await store.database.pool.query(
      'select consultant_unread from conversations where id = $1',
      [conversation.id],
    );
    expect(rows).toEqual([{ consultant_unread: 0 }]);
  });

  test('while new ones arrive leaves exactly the new ones unread', async () => {
    const node = await store.anotherNode();
    const unread: string[] = [];
    for (let round = 0; round < 20; round += 1) {
      const ids = await send(3);
      const [changed, later] = await Promise.all([readBy(receipts, ids), send(2, node)]);
      expect(changed).toEqual(ids);
      unread.push(...later);
    }
    const stored = await listStored(store.database, conversation.id);
    expect(
      stored
        .filter(({ isRead }) => !isRead)
        .map(({ id }) => id)
        .sort(),
    ).toEqual(unread.sort());
  });
});
