import { describe, expect, test } from 'vitest';
import type { Connection } from '../connection/connection.ts';
import { ChatError } from '../errors.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { CONSULTANT, PATIENT } from '../testing/fake-server.ts';
import type { Message } from '../wire.ts';
import { ArrivalMarks } from './arrival-marks.ts';

/** The way to the server, and what was said on it: `conversation up to seq at ms`. */
function open({ isSignedIn = true, transport = 'socket' as 'socket' | 'rest' } = {}) {
  const clock = new FakeClock();
  const began = clock.now();
  const said: string[] = [];
  const life = { up: () => {}, down: () => {} };
  const fault: { next: ChatError | undefined } = { next: undefined };
  const connection = {
    transport,
    onUp: (listener: () => void) => (life.up = listener),
    onDown: (listener: () => void) => (life.down = listener),
    ask: async (_: string, { conversationId, upToSeq }: { conversationId: string; upToSeq: number }) => {
      said.push(`${conversationId} ${upToSeq} at ${clock.now() - began}`);
      const refusal = fault.next;
      fault.next = undefined;
      if (refusal !== undefined) throw refusal;
    },
  };
  const marks = new ArrivalMarks({
    connection: connection as never as Connection,
    clock,
    user: () => (isSignedIn ? PATIENT : undefined),
  });
  life.up();
  return { marks, clock, said, life, fault };
}

function message(conversationId: string, seq: number, fields: Partial<Message> = {}): Message {
  const at = '2026-01-14T09:00:00.000Z';
  return {
    id: `${conversationId}-${seq}`,
    ...{ conversationId, seq, senderId: CONSULTANT.id, senderType: 'consultant', content: 'text' },
    ...{ isRead: false, createdAt: at, updatedAt: at },
    ...fields,
  };
}

describe('what has come to this device', () => {
  test('is told together, of each conversation the newest, and not again', async () => {
    const { marks, clock, said } = open();
    for (const seq of [1, 3, 2]) marks.came(message('a', seq));
    marks.came(message('b', 7));
    await clock.pass(10_000);
    marks.came(message('a', 3));
    await clock.pass(10_000);
    expect(said).toEqual(['a 3 at 400', 'b 7 at 400']);
  });

  test('is told at most once a second of one conversation, however much comes', async () => {
    const { marks, clock, said } = open();
    for (let seq = 1; seq <= 50; seq += 1) {
      marks.came(message('a', seq));
      await clock.pass(100);
    }
    await clock.pass(1_000);
    expect(said).toEqual([
      'a 4 at 400',
      'a 14 at 1400',
      'a 24 at 2400',
      'a 34 at 3400',
      'a 44 at 4400',
      'a 50 at 5400',
    ]);
  });

  test('makes no storm where thirty conversations come at once', async () => {
    const { marks, clock, said } = open();
    for (let index = 0; index < 30; index += 1) marks.came(message(`c${index}`, 1));
    await clock.pass(500);
    expect(said).toHaveLength(8);
    await clock.pass(3_500);
    expect(said).toHaveLength(30);
  });

  test.each([
    ['one’s own', { senderId: PATIENT.id }],
    ['what is read', { isRead: true }],
    ['what is known to be delivered', { deliveredAt: '2026-01-14T09:00:01.000Z' }],
  ])('is not told of %s', async (_, fields) => {
    const { marks, clock, said } = open();
    marks.came(message('a', 1, fields));
    await clock.pass(5_000);
    expect(said).toEqual([]);
  });

  test('need not be told where it is read at once', async () => {
    const { marks, clock, said } = open();
    marks.came(message('a', 1));
    marks.came(message('b', 4));
    marks.read('a', 1);
    marks.read('b', 3);
    await clock.pass(5_000);
    expect(said).toEqual(['b 4 at 400']);
  });

  test('waits for the connection, and is told again on a new one: who knows what the last one carried', async () => {
    const { marks, clock, said, life } = open();
    marks.came(message('a', 1));
    await clock.pass(1_000);
    life.down();
    marks.came(message('a', 2));
    await clock.pass(60_000);
    expect(said).toEqual(['a 1 at 400']);
    life.up();
    marks.came(message('b', 1));
    await clock.pass(1_000);
    expect(said.slice(1)).toEqual(['a 2 at 61400', 'b 1 at 61400']);
    life.down();
    life.up();
    marks.came(message('b', 1));
    await clock.pass(1_000);
    expect(said.slice(3)).toEqual(['b 1 at 62400']);
  });

  test('is told again after as long as the server asks for, and not again where it makes no sense', async () => {
    const { marks, clock, said, fault } = open();
    fault.next = new ChatError('rate_limited', 'slow down', { retryable: true, retryAfterMs: 5_000 });
    marks.came(message('a', 1));
    await clock.pass(20_000);
    expect(said).toEqual(['a 1 at 400', 'a 1 at 5400']);
    fault.next = new ChatError('not_found', 'no such conversation');
    marks.came(message('b', 1));
    await clock.pass(20_000);
    expect(said.slice(2)).toEqual(['b 1 at 20400']);
  });

  test('stays untold where nobody is signed in, over REST, and once everything is forgotten', async () => {
    for (const way of [{ isSignedIn: false }, { transport: 'rest' as const }]) {
      const { marks, clock, said } = open(way);
      marks.came(message('a', 1));
      await clock.pass(5_000);
      expect(said).toEqual([]);
    }
    const { marks, clock, said } = open();
    marks.came(message('a', 1));
    marks.clear();
    await clock.pass(5_000);
    expect(said).toEqual([]);
  });
});
