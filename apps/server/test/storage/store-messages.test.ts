import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { isUniqueViolation } from '../../src/database/database-error.ts';
import { factsOf } from '../../src/facts/testing/facts-of.ts';
import {
  type Draft,
  MessageStoreRepository,
  type StoreResult,
} from '../../src/messages/message-store.repository.ts';
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
let messages: MessageStoreRepository;

beforeAll(async () => {
  store = await openStore();
  messages = new MessageStoreRepository(factsOf(store.database));
});
afterEach(() => expectSound(store.database));
afterAll(() => store.close());

const seqOf = (result: StoreResult | undefined) =>
  result !== undefined && 'message' in result ? result.message.seq : undefined;
const oneConversation = async () => (await makeConversations(store.database, 1))[0] as StoredConversation;

describe('messages stored by one statement', () => {
  test('are numbered 1, 2, 3 … in each conversation, in the order given', async () => {
    const [first, second] = (await makeConversations(store.database, 2)) as [
      StoredConversation,
      StoredConversation,
    ];
    const results = await messages.store(
      [
        draftOf(first, 'patient', 'a'),
        draftOf(second, 'patient', 'b'),
        draftOf(first, 'consultant', 'c'),
        draftOf(first, 'patient', 'd'),
      ],
      false,
    );
    expect(results.map(seqOf)).toEqual([1, 1, 2, 3]);
    expect(seqOf((await messages.store([draftOf(first, 'patient', 'e')], false))[0])).toBe(4);
    expect((await listStored(store.database, first.id)).map(({ content }) => content)).toEqual([
      'a',
      'c',
      'd',
      'e',
    ]);
  });

  test('are answered as the history shows them later', async () => {
    const conversation = await oneConversation();
    const [result] = await messages.store(
      [draftOf(conversation, 'patient', '  kept as sent\n', randomUUID())],
      false,
    );
    const page = await new MessagesRepository(store.database, factsOf(store.database)).pageByOffset(
      conversation.id,
      0,
      10,
    );
    expect(page).toEqual({ messages: [(result as { message: unknown }).message], hasMore: false });
  });

  test('leave out what was stored before: a retry is answered with the first text and the first number', async () => {
    const conversation = await oneConversation();
    const clientMessageId = randomUUID();
    await messages.store([draftOf(conversation, 'patient', 'first', clientMessageId)], false);
    const [retry, next] = await messages.store(
      [draftOf(conversation, 'patient', 'second', clientMessageId), draftOf(conversation, 'patient', 'next')],
      false,
    );
    expect(retry).toMatchObject({ outcome: 'known', message: { content: 'first', seq: 1 } });
    expect(next).toMatchObject({ outcome: 'stored', message: { content: 'next', seq: 2 } });
  });

  test('keep the same clientMessageId of two people, and of two conversations, apart', async () => {
    const [one, other] = (await makeConversations(store.database, 2)) as [
      StoredConversation,
      StoredConversation,
    ];
    const id = randomUUID();
    const results = await messages.store(
      [
        draftOf(one, 'patient', 'a', id),
        draftOf(one, 'consultant', 'b', id),
        draftOf(other, 'patient', 'c', id),
      ],
      false,
    );
    expect(results.map(({ outcome }) => outcome)).toEqual(['stored', 'stored', 'stored']);
  });

  test('are known again by their own ids when the answer to the first try was lost', async () => {
    const conversation = await oneConversation();
    const drafts = [
      draftOf(conversation, 'patient', 'with', randomUUID()),
      draftOf(conversation, 'patient', 'without'),
    ];
    await messages.store(drafts, false);
    const again = await messages.store(drafts, true);
    expect(again).toMatchObject([
      { outcome: 'known', message: { seq: 1 } },
      { outcome: 'known', message: { seq: 2 } },
    ]);
  });

  test('refuse alone what has no conversation or a cancelled booking', async () => {
    const [open, cancelled] = (await makeConversations(store.database, 2)) as [
      StoredConversation,
      StoredConversation,
    ];
    await store.database.pool.query("update bookings set status = 'cancelled' where id = $1", [
      cancelled.bookingId,
    ]);
    const results = await messages.store(
      [
        draftOf(cancelled, 'patient'),
        draftOf({ ...open, id: randomUUID() }, 'patient'),
        draftOf(open, 'patient'),
      ],
      false,
    );
    expect(results.map(({ outcome }) => outcome)).toEqual(['cancelled', 'no-conversation', 'stored']);
    expect(seqOf(results[2])).toBe(1);
  });
});

describe('several nodes that write into the same conversations at once', () => {
  test('leave no gap, store each retry once, and keep every counter right', async () => {
    const conversations = await makeConversations(store.database, 8);
    const nodes = [store.database, await store.anotherNode(), await store.anotherNode()];
    const acknowledged = new Map<string, string>();
    // The same drafts of a few clients reach all nodes, as retries after a reconnect do.
    const shared = conversations.map((conversation) =>
      draftOf(conversation, 'patient', 'retried', randomUUID()),
    );
    const writers = nodes.flatMap((node, index) => {
      const repository = new MessageStoreRepository(factsOf(node));
      const receipts = new MessagesRepository(node, factsOf(node));
      return [
        ...[0, 1].map(async (lane) => {
          for (let round = 0; round < 12; round += 1) {
            const drafts = shuffled(conversations).map((conversation, place) =>
              draftOf(
                conversation,
                (round + place) % 2 === 0 ? 'patient' : 'consultant',
                `${index}.${lane}.${round}`,
                place % 2 === 0 ? randomUUID() : undefined,
              ),
            );
            for (const result of await repository.store(drafts, false)) remember(result);
            if (round % 4 === 0) {
              const retries = shared.map((draft) => ({ ...draft, id: randomUUID() }));
              for (const result of await storeRetries(repository, retries)) remember(result);
            }
          }
        }),
        (async () => {
          for (let round = 0; round < 12; round += 1) {
            for (const conversation of shuffled(conversations)) {
              const { id, consultantId } = conversation;
              const unread = (await listStored(node, id)).filter(
                (message) => !message.isRead && message.senderId !== consultantId,
              );
              if (unread.length > 0) {
                await receipts.markRead(
                  conversation,
                  consultantId,
                  'consultant',
                  unread.map((message) => message.id),
                );
              }
            }
          }
        })(),
      ];
    });
    const remember = (result: StoreResult) => {
      if (!('message' in result)) throw new Error(result.outcome);
      acknowledged.set(result.message.id, result.message.conversationId);
    };
    await Promise.all(writers);

    const stored = (await Promise.all(conversations.map(({ id }) => listStored(store.database, id)))).flat();
    expect(stored).toHaveLength(3 * 2 * 12 * 8 + 8);
    expect(new Set(stored.map(({ id }) => id))).toEqual(new Set(acknowledged.keys()));
    for (const { clientMessageId } of shared) {
      expect(stored.filter((message) => message.clientMessageId === clientMessageId)).toHaveLength(1);
    }
    await expectSound(store.database);
  });

  /** What the writer does when another node was faster with the same retry. */
  async function storeRetries(repository: MessageStoreRepository, drafts: Draft[]): Promise<StoreResult[]> {
    for (;;) {
      try {
        return await repository.store(drafts, false);
      } catch (thrown) {
        if (!isUniqueViolation(thrown)) throw thrown;
      }
    }
  }
});

describe('the database itself refuses', () => {
  let conversation: StoredConversation;
  beforeAll(async () => {
    conversation = await oneConversation();
    await messages.store([draftOf(conversation, 'patient', 'first', FIXED)], false);
  });
  const FIXED = randomUUID();
  const insert = (seq: number, clientMessageId: string | null) =>
    store.database.pool.query(
      `insert into messages (id, conversation_id, seq, change, sender_id, sender_type, content, client_message_id)
       values ($1, $2, $3, 99, $4, 'patient', 'x', $5)`,
      [randomUUID(), conversation.id, seq, conversation.patientId, clientMessageId],
    );

  test('a second message with the same number', async () => {
    await expect(insert(1, null)).rejects.toMatchObject({ constraint: 'messages_seq_unique' });
  });

  test('a second message of the same clientMessageId', async () => {
    await expect(insert(2, FIXED)).rejects.toMatchObject({ constraint: 'messages_client_id_unique' });
  });

  test('a second conversation of one booking', async () => {
    const { bookingId, consultantId, patientId } = conversation;
    await expect(
      store.database.pool.query(
        'insert into conversations (booking_id, consultant_id, patient_id) values ($1, $2, $3)',
        [bookingId, consultantId, patientId],
      ),
    ).rejects.toMatchObject({ constraint: 'conversations_booking_unique' });
  });

  test('a second account whose e-mail differs in case only', async () => {
    const account = (email: string) =>
      store.database.pool.query(
        "insert into users (email, name, role, password_hash) values ($1, 'x', 'patient', 'x')",
        [email],
      );
    await account('Ada@example.org');
    await expect(account('ada@EXAMPLE.org')).rejects.toMatchObject({ constraint: 'users_email_unique' });
  });
});

function shuffled<T>(items: readonly T[]): T[] {
  return [...items].sort(() => Math.random() - 0.5);
}
