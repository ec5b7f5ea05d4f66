import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Message } from '../wire.ts';
import { MessageList } from './message-list.ts';

const OWN = 'p1';
const isOwn = (senderId: string) => senderId === OWN;

function message(seq: number, isRead = false): Message {
  const at = new Date(Date.UTC(2026, 0, 1) + seq * 1_000).toISOString();
  const senderId = seq % 3 === 0 ? OWN : 'c1';
  return {
    id: `m${seq}`,
    conversationId: 'conv',
    senderId,
    senderType: senderId === OWN ? 'patient' : 'consultant',
    content: `line ${seq}`,
    isRead,
    createdAt: at,
    updatedAt: at,
    seq,
    ...(senderId === OWN ? { clientMessageId: `key${seq}` } : {}),
  };
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const seqs = (list: MessageList) => list.view().map(({ seq }) => seq);

describe('the list of messages', () => {
  test('whatever comes, in whatever order and however often, it shows each once, in order, read if ever read', () => {
    type News =
      | { readonly kind: 'told'; readonly seq: number }
      | { readonly kind: 'read'; readonly seq: number }
      | { readonly kind: 'changed'; readonly seq: number };
    const total = 40;
    const news = fc.record({
      kind: fc.constantFrom('told', 'read', 'changed'),
      seq: fc.integer({ min: 1, max: total }),
    });
    fc.assert(
      fc.property(
        fc.array(news, { maxLength: 120 }),
        fc.integer({ min: 0, max: total }),
        (events, restartAt) => {
          const list = new MessageList(isOwn);
          const read = new Set<number>();
          const deliver = ({ kind, seq }: News) => {
            if (kind === 'told') list.apply([message(seq)]);
            if (kind === 'read') {
              read.add(seq);
              list.markRead([`m${seq}`]);
            }
            if (kind === 'changed') list.apply([message(seq, read.has(seq))]);
          };
          for (const event of (events as News[]).slice(0, restartAt)) deliver(event);
          // The server's newest page, as old as it can be: without the reads.
          list.restart(
            range(total - 9, total)
              .reverse()
              .map((seq) => message(seq)),
          );
          for (const event of (events as News[]).slice(restartAt)) deliver(event);
          // Catching up, then the older pages.
          list.apply(range(1, total).map((seq) => message(seq, read.has(seq))));
          expect(seqs(list)).toEqual(range(total - 9, total));
          list.prepend(
            range(total - 19, total - 10)
              .reverse()
              .map((seq) => message(seq, read.has(seq))),
          );
          list.prepend(
            range(1, total - 20)
              .reverse()
              .map((seq) => message(seq, read.has(seq))),
          );
          expect(seqs(list)).toEqual(range(1, total));
          expect(
            list
              .view()
              .filter(({ isRead }) => isRead)
              .map(({ seq }) => seq),
          ).toEqual([...read].sort((a, b) => a - b));
          expect(list).toMatchObject({ hasOlder: false, hasHole: false, lastSeq: total });
        },
      ),
    );
  });

  test('an empty conversation begins at its beginning: what was missed is older than what was told, and is taken', () => {
    const list = new MessageList(isOwn);
    list.restart([]);
    list.apply([message(6)]);
    expect(list.hasHole).toBe(true);
    list.apply(range(1, 5).map((seq) => message(seq)));
    expect(seqs(list)).toEqual(range(1, 6));
    expect(list.hasHole).toBe(false);
  });

  test('a change to a message below the window leaves no hole', () => {
    const list = new MessageList(isOwn);
    list.restart([message(52), message(51)]);
    list.apply([message(3, true)]);
    expect(seqs(list)).toEqual([51, 52]);
    expect(list.hasOlder).toBe(true);
  });

  test('starting anew drops what is older, since nobody knows whether it is still so', () => {
    const list = new MessageList(isOwn);
    list.restart(
      range(1, 10)
        .reverse()
        .map((seq) => message(seq)),
    );
    list.apply([message(31)]);
    list.restart(
      range(21, 30)
        .reverse()
        .map((seq) => message(seq)),
    );
    expect(seqs(list)).toEqual(range(21, 31));
  });

  test('a message read before it came is read', () => {
    const list = new MessageList(isOwn);
    list.markRead(['m1']);
    list.apply([message(1)]);
    expect(list.view()[0]).toMatchObject({ isRead: true, status: 'read' });
  });

  describe('own messages that reach the other person', () => {
    const AT = ['2026-01-02T09:00:00.000Z', '2026-01-02T10:00:00.000Z', '2026-01-02T11:00:00.000Z'] as const;
    const shown = (list: MessageList) =>
      list.view().map(({ seq, status, deliveredAt, readAt }) => [seq, status, deliveredAt, readAt]);

    test('are delivered, each since the first step that goes as far; others’ messages are not', () => {
      const list = new MessageList(isOwn);
      list.restart([9, 6, 4, 3].map((seq) => message(seq)));
      expect(list.markDelivered({ upToSeq: 5, deliveredAt: AT[0] })).toBe(true);
      expect(list.markDelivered({ upToSeq: 6, deliveredAt: AT[1] })).toBe(true);
      expect(list.markDelivered({ upToSeq: 6, deliveredAt: AT[2] })).toBe(false);
      expect(shown(list)).toEqual([
        [3, 'delivered', AT[0], undefined],
        [4, 'sent', undefined, undefined],
        [6, 'delivered', AT[1], undefined],
        [9, 'sent', undefined, undefined],
      ]);
    });

    test('keep what is known when an older answer comes, and take what the server knows better', () => {
      const list = new MessageList(isOwn);
      list.restart([message(3)]);
      list.markDelivered({ upToSeq: 3, deliveredAt: AT[1] });
      list.apply([message(3)]);
      list.restart([message(6), message(3)]);
      expect(shown(list)[0]).toEqual([3, 'delivered', AT[1], undefined]);
      list.apply([{ ...message(3), deliveredAt: AT[0] }]);
      expect(shown(list)[0]).toEqual([3, 'delivered', AT[0], undefined]);
    });

    test('are delivered though that was told before they came', () => {
      const list = new MessageList(isOwn);
      list.restart([]);
      list.markDelivered({ upToSeq: 3, deliveredAt: AT[0] });
      list.apply([message(3), message(6)]);
      expect(shown(list).map(([seq, status]) => [seq, status])).toEqual([
        [3, 'delivered'],
        [6, 'sent'],
      ]);
    });

    test('are read since it was told, and were delivered by then', () => {
      const list = new MessageList(isOwn);
      list.markRead(['m6'], AT[0]);
      list.restart([9, 6, 3].map((seq) => message(seq)));
      list.markDelivered({ upToSeq: 3, deliveredAt: AT[0] });
      list.markRead(['m3', 'm9'], AT[1]);
      list.markDelivered({ upToSeq: 9, deliveredAt: AT[2] });
      expect(shown(list)).toEqual([
        [3, 'read', AT[0], AT[1]],
        [6, 'read', AT[0], AT[0]],
        [9, 'read', AT[1], AT[1]],
      ]);
    });
  });

  test('items stay the same objects while nothing in them changes, and the view while nothing does', () => {
    const list = new MessageList(isOwn);
    list.restart([message(2), message(1)]);
    const [first, second] = list.view();
    expect(list.view()).toBe(list.view());
    list.markRead(['m2']);
    expect(list.view()[0]).toBe(first);
    expect(list.view()[1]).not.toBe(second);
  });

  test('own messages keep the key that they were written under; another’s word for its key is not taken', () => {
    const list = new MessageList(isOwn);
    list.restart([{ ...message(4), clientMessageId: 'key3' }, message(3)]);
    expect(list.view().map(({ key }) => key)).toEqual(['key3', 'm4']);
  });
});
