import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Metrics } from '../operations/metrics.ts';
import type { Draft, Kept, MessageStoreRepository, StoreResult } from './message-store.repository.ts';
import { MessageWriter } from './message-writer.ts';

type Mood = 'well' | 'away' | 'stored-but-lost';

const MS = 5;

/** Stores like the database does: all of a batch or nothing, every message once, `seq` in the order of arrival. */
class FakeStore {
  readonly batches: string[][] = [];
  readonly stored: Draft[] = [];
  /** One per coming try; `well` when there is none left. */
  moods: Mood[] = [];
  delayMs = MS;

  async store(drafts: readonly Draft[], mayBeStored: boolean): Promise<StoreResult[]> {
    this.batches.push(drafts.map(({ content }) => content));
    const mood = this.moods.shift() ?? 'well';
    await new Promise((resolve) => setTimeout(resolve, this.delayMs));
    if (mood === 'away') throw connectionLost();
    if (drafts.some(({ content }) => content.startsWith('bad'))) throw badRow();
    const results = drafts.map((draft) => this.keep(draft, mayBeStored));
    if (mood === 'stored-but-lost') throw connectionLost();
    return results;
  }

  get contents(): string[] {
    return this.stored.map(({ content }) => content);
  }

  private keep(draft: Draft, mayBeStored: boolean): StoreResult {
    const known = this.stored.find(
      (other) =>
        (draft.clientMessageId !== undefined && other.clientMessageId === draft.clientMessageId) ||
        (mayBeStored && other.id === draft.id),
    );
    if (known !== undefined) return this.kept('known', known);
    if (this.stored.some(({ id }) => id === draft.id)) throw uniqueViolation();
    this.stored.push(draft);
    return this.kept('stored', draft);
  }

  private kept(outcome: 'stored' | 'known', draft: Draft): Kept {
    const time = '2027-01-01T00:00:00.000Z';
    const { id, conversationId, senderId, senderType, content, clientMessageId } = draft;
    return {
      outcome,
      conversationUpdatedAt: time,
      message: {
        ...{ id, conversationId, senderId, senderType, content, isRead: false },
        ...{ createdAt: time, updatedAt: time, seq: this.stored.indexOf(draft) + 1 },
        ...(clientMessageId === undefined ? {} : { clientMessageId }),
      },
    };
  }
}

const withCode = (code: string) => Object.assign(new Error('from the driver'), { code });
const connectionLost = () => withCode('08006');
const badRow = () => withCode('22021');
const uniqueViolation = () => withCode('23505');

let store: FakeStore;
let writer: MessageWriter;
/** What happened, in order: announcements and answers. */
let events: string[];

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
  store = new FakeStore();
  writer = new MessageWriter(
    store as unknown as MessageStoreRepository,
    { messageBatch() {}, totals() {}, gauge() {} } as unknown as Metrics,
  );
  events = [];
});
afterEach(() => {
  vi.useRealTimers();
});

function write(content: string, clientMessageId?: string): Promise<StoreResult> {
  const draft: Draft = {
    id: randomUUID(),
    conversationId: 'conversation',
    senderId: 'ann',
    senderType: 'patient',
    content,
    clientMessageId,
  };
  const writing = writer.write(draft, ({ message }) => {
    events.push(`announce ${message.content}`);
  });
  writing.then(
    (result) => events.push(`${result.outcome} ${content}`),
    () => events.push(`failed ${content}`),
  );
  return writing;
}

const quiet = () => vi.runAllTimersAsync();
const ofKind = (kind: string) =>
  events.filter((event) => event.startsWith(`${kind} `)).map((event) => event.slice(kind.length + 1));

describe('batches', () => {
  test('a message at rest goes alone and at once; what comes meanwhile goes together', async () => {
    write('one');
    expect(store.batches).toEqual([['one']]);
    write('two');
    write('three');
    await quiet();
    expect(store.batches).toEqual([['one'], ['two', 'three']]);
  });

  test('the longest messages go a few at a time, so that nobody waits for megabytes of others', async () => {
    write('first');
    const longest = '😀'.repeat(10_000);
    for (let index = 0; index < 8; index += 1) write(longest);
    write('hello');
    await quiet();
    expect(store.batches.map(({ length }) => length)).toEqual([1, 6, 3]);
  });

  test('a batch holds two hundred at most', async () => {
    for (let index = 0; index < 500; index += 1) write(`m${index}`);
    await quiet();
    expect(store.batches.map((batch) => batch.length)).toEqual([1, 200, 200, 99]);
  });

  test('more than five thousand waiting are refused at once, as something to try again', async () => {
    const refused: unknown[] = [];
    for (let index = 0; index < 5_001; index += 1) {
      write(`m${index}`).catch((thrown: unknown) => refused.push(thrown));
    }
    await vi.advanceTimersByTimeAsync(0);
    expect(refused).toEqual([expect.objectContaining({ code: 'unavailable', retryAfterMs: 1_000 })]);
    await quiet();
    expect(store.stored).toHaveLength(5_000);
  });

  test('answers of one batch come in the order of its messages, with an id of the sender or without', async () => {
    write('first');
    write('plain');
    write('with id', randomUUID());
    write('plain again');
    await quiet();
    expect(ofKind('stored')).toEqual(['first', 'plain', 'with id', 'plain again']);
  });

  test('an announcement comes before the answer', async () => {
    write('one');
    await quiet();
    expect(events).toEqual(['announce one', 'stored one']);
  });
});

describe('a message that the database refuses', () => {
  test('fails alone: its neighbours in the batch are stored, in their order', async () => {
    write('first');
    const bad = expect(write('bad')).rejects.toMatchObject({ code: '22021' });
    write('second');
    write('third');
    await quiet();
    await bad;
    expect(store.contents).toEqual(['first', 'second', 'third']);
    expect(ofKind('announce')).toEqual(['first', 'second', 'third']);
    expect(ofKind('failed')).toEqual(['bad']);
  });

  test('alone in its batch, is not tried again', async () => {
    await expect(Promise.all([write('bad'), quiet()])).rejects.toMatchObject({ code: '22021' });
    expect(store.batches).toEqual([['bad']]);
  });
});

describe('a retry by the sender', () => {
  const ID = '7d9f6f5e-1111-4000-8000-000000000001';

  test('while the first is on its way gets the same message, announced once', async () => {
    const answers = [write('hello', ID), write('hello', ID), write('other words', ID)];
    await quiet();
    const messages = (await Promise.all(answers)).map((result) => 'message' in result && result.message);
    expect(new Set(messages.map((message) => JSON.stringify(message))).size).toBe(1);
    expect(store.contents).toEqual(['hello']);
    expect(ofKind('announce')).toEqual(['hello']);
  });

  test('after the first was stored gets the same message, announced to nobody', async () => {
    write('hello', ID);
    await quiet();
    events.length = 0;
    const again = write('other words', ID);
    await quiet();
    expect(await again).toMatchObject({ outcome: 'known', message: { content: 'hello', seq: 1 } });
    expect(ofKind('announce')).toEqual([]);
  });

  test('of another person, or in another conversation, is a message of its own', async () => {
    const draft = { id: randomUUID(), senderType: 'patient' as const, content: 'x', clientMessageId: ID };
    const keys = [
      { conversationId: 'a', senderId: 'ann' },
      { conversationId: 'a', senderId: 'bob' },
      { conversationId: 'b', senderId: 'ann' },
    ];
    for (const key of keys) void writer.write({ ...draft, ...key, id: randomUUID() }, () => {});
    expect(store.batches).toEqual([['x']]);
    await quiet();
    expect(store.batches.flat()).toHaveLength(3);
  });
});

describe('when the connection to the database is lost', () => {
  test('a message that was stored all the same is not stored again, and is answered', async () => {
    store.moods = ['stored-but-lost'];
    const written = write('hello');
    await quiet();
    expect(await written).toMatchObject({ message: { content: 'hello', seq: 1 } });
    expect(store.contents).toEqual(['hello']);
    expect(events).toEqual(['announce hello', 'stored hello']);
  });

  test('a batch that was stored all the same is not doubled, whether its messages bear ids or not', async () => {
    store.moods = ['well', 'stored-but-lost', 'stored-but-lost', 'away', 'well', 'stored-but-lost'];
    write('first');
    const texts = ['one', 'two', 'three', 'four'];
    for (const [index, text] of texts.entries()) write(text, index % 2 === 0 ? randomUUID() : undefined);
    await quiet();
    expect(store.contents).toEqual(['first', ...texts]);
    expect(ofKind('failed')).toEqual([]);
  });

  test('it is tried again until the database is back', async () => {
    store.moods = Array<Mood>(10).fill('away');
    const written = write('hello');
    await quiet();
    expect(await written).toMatchObject({ outcome: 'stored' });
  });

  test('the sender is told after three seconds, with what the database said as the cause', async () => {
    store.moods = Array<Mood>(1_000).fill('away');
    const failed = expect(write('hello')).rejects.toMatchObject({ cause: { code: '08006' } });
    await vi.advanceTimersByTimeAsync(2_900);
    expect(events).toEqual([]);
    await vi.advanceTimersByTimeAsync(300);
    await failed;
  });

  test('a whole batch is told then, not one after the other', async () => {
    store.delayMs = 2_000; // as long as connecting may take
    store.moods = Array<Mood>(1_000).fill('away');
    for (let index = 0; index < 150; index += 1) write(`m${index}`).catch(() => {});
    await vi.advanceTimersByTimeAsync(9_000);
    expect(ofKind('failed')).toHaveLength(150);
  });
});

describe('when the database hangs', () => {
  beforeEach(() => {
    store.delayMs = 30_000;
  });

  test('the sender is told after three seconds; the others see the message if it was stored after all', async () => {
    const told = expect(write('hello')).rejects.toMatchObject({ code: 'unavailable', retryAfterMs: 1_000 });
    await vi.advanceTimersByTimeAsync(3_300);
    await told;
    expect(events).toEqual(['failed hello']);
    await quiet();
    expect(events).toEqual(['failed hello', 'announce hello']);
  });

  test('a message that has not begun by then is not stored any more', async () => {
    const told = [write('first'), write('second')].map((writing) => expect(writing).rejects.toThrow());
    await quiet();
    await Promise.all(told);
    expect(store.batches).toEqual([['first']]);
  });

  test('a retry with the same id, once it is back, finds the message that was stored after all', async () => {
    const id = randomUUID();
    write('hello', id).catch(() => {});
    await vi.advanceTimersByTimeAsync(3_300);
    store.delayMs = MS;
    const again = write('hello', id);
    await vi.advanceTimersByTimeAsync(2_000);
    again.catch(() => {}); // it waits behind the try that hangs
    await quiet();
    const third = write('hello', id);
    await quiet();
    expect(await third).toMatchObject({ outcome: 'known', message: { content: 'hello', seq: 1 } });
    expect(ofKind('announce')).toEqual(['hello']);
  });
});

describe('the end of the server', () => {
  test('waits until everything that was accepted is settled', async () => {
    write('one');
    write('two');
    let over = false;
    const ending = writer.onModuleDestroy().then(() => {
      over = true;
    });
    await vi.advanceTimersByTimeAsync(MS);
    expect(over).toBe(false);
    await quiet();
    await ending;
    expect(store.contents).toEqual(['one', 'two']);
  });

  test('does not wait when nothing is on its way', async () => {
    await writer.onModuleDestroy();
  });
});

const sendings = fc.array(
  fc.record({
    kind: fc.constantFrom('plain', 'plain', 'with id', 'bad'),
    pauseMs: fc.constantFrom(0, 0, 0, 3, 20),
  }),
  { maxLength: 30, size: 'max' },
);
const moods = fc.array(fc.constantFrom<Mood>('well', 'away', 'stored-but-lost'), { maxLength: 12 });

describe('whatever is sent and however the database behaves', () => {
  test('every good message is stored once, announced and answered in the order in which it was sent', async () => {
    await fc.assert(
      fc.asyncProperty(sendings, moods, async (sent, ahead) => {
        vi.setSystemTime(0);
        store.stored.length = 0;
        store.moods = [...ahead];
        events.length = 0;
        for (const [index, { kind, pauseMs }] of sent.entries()) {
          await vi.advanceTimersByTimeAsync(pauseMs);
          write(`${kind} ${index}`, kind === 'with id' ? randomUUID() : undefined).catch(() => {});
        }
        await quiet();
        const good = sent
          .map(({ kind }, index) => `${kind} ${index}`)
          .filter((text) => !text.startsWith('bad'));
        expect(store.contents).toEqual(good);
        const answered = events.filter((event) => /^(stored|known) /.test(event));
        expect(answered.map((event) => event.replace(/^\w+ /, ''))).toEqual(good);
        const announced = ofKind('announce');
        expect(announced).toEqual(good);
        expect(new Set(ofKind('failed'))).toEqual(
          new Set(sent.map(({ kind }, index) => `${kind} ${index}`).filter((text) => text.startsWith('bad'))),
        );
      }),
      { numRuns: 150 },
    );
  });
});
