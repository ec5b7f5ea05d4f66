import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { factsOf } from '../../src/facts/testing/facts-of.ts';
import { MessageStoreRepository } from '../../src/messages/message-store.repository.ts';
import { MessageWriter } from '../../src/messages/message-writer.ts';
import { Metrics } from '../../src/operations/metrics.ts';
import {
  draftOf,
  expectSound,
  listStored,
  makeConversations,
  openStore,
  type Store,
  type StoredConversation,
} from './stored-conversations.ts';

type StoreMessages = MessageStoreRepository['store'];

let store: Store;
let conversation: StoredConversation;
let heard: string[];
const announce = ({ message }: { message: { content: string } }) => void heard.push(message.content);
const lostConnection = () =>
  Object.assign(new Error('Connection terminated unexpectedly'), { code: 'ECONNRESET' });

beforeAll(async () => {
  store = await openStore();
});
beforeEach(async () => {
  heard = [];
  [conversation] = (await makeConversations(store.database, 1)) as [StoredConversation];
});
afterAll(() => store.close());

/** A writer whose tries go through `attempt`, which gets the real thing and the number of the try. */
function writerWhere(attempt: (store: StoreMessages, tries: number) => StoreMessages): MessageWriter {
  const repository = new MessageStoreRepository(factsOf(store.database));
  const real = repository.store.bind(repository);
  let tries = 0;
  repository.store = (...args) => attempt(real, ++tries)(...args);
  return new MessageWriter(repository, new Metrics());
}

const writer = () => writerWhere((real) => real);
const contents = async () =>
  (await listStored(store.database, conversation.id)).map(({ content }) => content);

const setLastSeq = ({ id }: StoredConversation, seq: number) =>
  store.database.pool.query('update conversations set last_seq = $2 where id = $1', [id, seq]);

describe('the message writer', () => {
  test('stores what comes at once in few statements, in the order of coming, and announces in it', async () => {
    let statements = 0;
    const counting = writerWhere((real, tries) => {
      statements = tries;
      return real;
    });
    const texts = Array.from({ length: 150 }, (_, index) => `text ${index}`);
    await Promise.all(texts.map((text) => counting.write(draftOf(conversation, 'patient', text), announce)));
    expect(await contents()).toEqual(texts);
    expect(heard).toEqual(texts);
    expect(statements).toBeLessThanOrEqual(3);
    await expectSound(store.database);
  });

  test('lets one bad row fail alone, in a batch of good ones', async () => {
    const texts = ['a', 'b', 'no\u0000text', 'c', 'd'];
    const shared = writer();
    const outcomes = await Promise.allSettled(
      texts.map((text) => shared.write(draftOf(conversation, 'patient', text), announce)),
    );
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
    ]);
    expect(await contents()).toEqual(['a', 'b', 'c', 'd']);
    expect(heard).toEqual(['a', 'b', 'c', 'd']);
    await expectSound(store.database);
  });

  test('lets a conversation whose counters are wrong fail alone, and at once', async () => {
    const [broken, ...sound] = (await makeConversations(store.database, 5)) as [
      StoredConversation,
      ...StoredConversation[],
    ];
    const shared = writer();
    const sendTo = (to: StoredConversation, text: string) =>
      shared.write(draftOf(to, 'patient', text), announce);
    await sendTo(broken, 'before');
    await setLastSeq(broken, 0);
    const texts = Array.from({ length: 20 }, (_, index) => `text ${index}`);
    const [lost, kept] = await Promise.all([
      Promise.allSettled(texts.map((text) => sendTo(broken, text))),
      Promise.all(texts.flatMap((text) => sound.map((to) => sendTo(to, text)))),
    ]);
    for (const outcome of lost) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: '23505' } });
    }
    expect(new Set(kept.map(({ outcome }) => outcome))).toEqual(new Set(['stored']));
    for (const { id } of sound) {
      expect((await listStored(store.database, id)).map(({ content }) => content)).toEqual(texts);
    }
    await setLastSeq(broken, 1);
    expect(await sendTo(broken, 'after')).toMatchObject({ outcome: 'stored' });
    await expectSound(store.database);
  });

  test.each([
    ['with a clientMessageId', () => randomUUID()],
    ['without a clientMessageId', () => undefined],
  ])('stores and announces a message once whose first answer was lost, %s', async (_, makeId) => {
    const unlucky = writerWhere((real, tries) => async (...args) => {
      const results = await real(...args);
      if (tries === 1) throw lostConnection();
      return results;
    });
    const results = await Promise.all(
      ['x', 'y'].map((text) => unlucky.write(draftOf(conversation, 'patient', text, makeId()), announce)),
    );
    expect(results.map(({ outcome }) => outcome)).toEqual(['stored', 'stored']);
    expect(await contents()).toEqual(['x', 'y']);
    expect(heard).toEqual(['x', 'y']);
  });

  test('keeps the messages of a short outage together and in order', async () => {
    let statements = 0;
    const patient = writerWhere((real, tries) => {
      statements = tries;
      return tries <= 3 ? () => Promise.reject(lostConnection()) : real;
    });
    const texts = Array.from({ length: 100 }, (_, index) => `text ${index}`);
    await Promise.all(texts.map((text) => patient.write(draftOf(conversation, 'patient', text), announce)));
    expect(await contents()).toEqual(texts);
    expect(heard).toEqual(texts);
    expect(statements).toBeLessThanOrEqual(6);
  });

  test('tells every sender while the database hangs, and works again after', async () => {
    let letGo = () => {};
    const hanging = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const stuck = writerWhere((real, tries) => async (...args) => {
      if (tries === 1) await hanging;
      return real(...args);
    });
    const send = (text: string) => stuck.write(draftOf(conversation, 'patient', text), announce);
    const outcomes = await Promise.allSettled(['first', 'second', 'third'].map(send));
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'unavailable' } });
    }
    letGo();
    expect(await send('fourth')).toMatchObject({ outcome: 'stored' });
    // The one whose try hung is stored after all and told to the room; those that never began are not.
    expect(await contents()).toEqual(['first', 'fourth']);
    expect(heard).toEqual(['first', 'fourth']);
  });

  test('answers fifty retries at once, through two nodes, with one message', async () => {
    const nodes = [
      writer(),
      new MessageWriter(new MessageStoreRepository(factsOf(await store.anotherNode())), new Metrics()),
    ];
    const clientMessageId = randomUUID();
    const results = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        (nodes[index % 2] as MessageWriter).write(
          draftOf(conversation, 'patient', 'once', clientMessageId),
          announce,
        ),
      ),
    );
    expect(
      new Set(results.map((result) => JSON.stringify('message' in result && result.message))),
    ).toHaveProperty('size', 1);
    expect(heard).toEqual(['once']);
    expect(await contents()).toEqual(['once']);
  });

  test('settles what it took before it stops', async () => {
    const stopping = writer();
    const writes = ['a', 'b', 'c'].map((text) =>
      stopping.write(draftOf(conversation, 'patient', text), announce),
    );
    await stopping.onModuleDestroy();
    expect(await contents()).toEqual(['a', 'b', 'c']);
    await Promise.all(writes);
  });
});
