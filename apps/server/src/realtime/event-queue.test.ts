import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { EventQueue } from './event-queue.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
});
afterEach(() => {
  vi.useRealTimers();
});

const PATIENCE_MS = 1_000;

/** A queue, what its events did, and the conversations that were joined. */
class Ground {
  readonly began: string[] = [];
  readonly ended: string[] = [];
  readonly joined = new Set<string>();
  readonly queue: EventQueue;
  private readonly running = new Map<string, () => void>();

  constructor({ maxEvents = 100, maxWeight = 1_000 } = {}) {
    this.queue = new EventQueue({ joinWaitMs: PATIENCE_MS, maxEvents, maxWeight, now: Date.now });
  }

  /** Pushes an event that lasts until it is ended by hand. */
  push(
    name: string,
    event: string,
    { needs, weight = 1, admitted = true }: { needs?: string; weight?: number; admitted?: boolean } = {},
  ): boolean {
    return this.queue.push({
      event,
      isJoin: false,
      mayOverlap: event === 'send_message',
      weight,
      needsJoin: () => needs !== undefined && !this.joined.has(needs),
      admit: async () => admitted,
      run: () => {
        this.began.push(name);
        return new Promise((resolve) => this.running.set(name, resolve));
      },
    });
  }

  join(conversation: string): boolean {
    return this.queue.push({
      event: 'join_conversation',
      isJoin: true,
      mayOverlap: false,
      weight: 1,
      needsJoin: () => false,
      admit: async () => true,
      run: async () => {
        this.began.push(`join ${conversation}`);
        this.joined.add(conversation);
        this.ended.push(`join ${conversation}`);
      },
    });
  }

  async end(name: string): Promise<void> {
    this.running.get(name)?.();
    this.ended.push(name);
    await settle();
  }
}

const settle = () => vi.advanceTimersByTimeAsync(0);

describe('the order of the events of one socket', () => {
  test('an event begins when the one before has ended', async () => {
    const ground = new Ground();
    ground.push('first', 'mark_read');
    ground.push('second', 'typing_start');
    await settle();
    expect(ground.began).toEqual(['first']);
    await ground.end('first');
    expect(ground.began).toEqual(['first', 'second']);
  });

  test('messages are under way together, in the order in which they were sent', async () => {
    const ground = new Ground();
    for (const name of ['one', 'two', 'three']) ground.push(name, 'send_message');
    await settle();
    expect(ground.began).toEqual(['one', 'two', 'three']);
  });

  test('what follows messages waits for all of them, and holds back the messages behind it', async () => {
    const ground = new Ground();
    ground.push('one', 'send_message');
    ground.push('two', 'send_message');
    ground.push('read', 'mark_read');
    ground.push('three', 'send_message');
    await settle();
    await ground.end('two');
    expect(ground.began).toEqual(['one', 'two']);
    await ground.end('one');
    expect(ground.began).toEqual(['one', 'two', 'read']);
    await ground.end('read');
    expect(ground.began).toEqual(['one', 'two', 'read', 'three']);
  });

  test('two of another kind are never under way together', async () => {
    const ground = new Ground();
    ground.push('one', 'typing_start');
    ground.push('two', 'typing_start');
    await settle();
    expect(ground.began).toEqual(['one']);
  });

  test('one that is not admitted is passed over', async () => {
    const ground = new Ground();
    ground.push('refused', 'mark_read', { admitted: false });
    ground.push('next', 'mark_read');
    await settle();
    expect(ground.began).toEqual(['next']);
  });
});

describe('an event that comes before the join it needs', () => {
  test('waits for it, keeps its place, and runs right after it', async () => {
    const ground = new Ground();
    ground.push('hello', 'send_message', { needs: 'a' });
    ground.push('typing', 'typing_start', { needs: 'a' });
    await vi.advanceTimersByTimeAsync(400);
    expect(ground.began).toEqual([]);
    ground.join('a');
    await settle();
    await ground.end('hello');
    expect(ground.began).toEqual(['join a', 'hello', 'typing']);
  });

  test('is let through to its refusal after one second', async () => {
    const ground = new Ground();
    ground.push('hello', 'send_message', { needs: 'a' });
    await vi.advanceTimersByTimeAsync(PATIENCE_MS - 1);
    expect(ground.began).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(ground.began).toEqual(['hello']);
  });

  test('does not wait at all when the connection is older than that', async () => {
    const ground = new Ground();
    await vi.advanceTimersByTimeAsync(PATIENCE_MS);
    ground.push('late', 'send_message', { needs: 'a' });
    await settle();
    expect(ground.began).toEqual(['late']);
  });

  test('is overtaken by every join behind it, and joins keep their own order', async () => {
    const ground = new Ground();
    ground.push('hello', 'send_message', { needs: 'c' });
    ground.join('a');
    ground.join('b');
    ground.join('c');
    await settle();
    expect(ground.began).toEqual(['join a', 'join b', 'join c', 'hello']);
  });

  test('holds back what stands behind it though that needs no join', async () => {
    const ground = new Ground();
    ground.push('hello', 'send_message', { needs: 'a' });
    ground.push('leave', 'leave_conversation');
    await vi.advanceTimersByTimeAsync(500);
    expect(ground.began).toEqual([]);
    ground.join('a');
    await settle();
    expect(ground.began).toEqual(['join a', 'hello']);
    await ground.end('hello');
    expect(ground.began).toEqual(['join a', 'hello', 'leave']);
  });

  test('three that wait in vain wait at the same time, not one after the other', async () => {
    const ground = new Ground();
    for (const name of ['one', 'two', 'three']) ground.push(name, 'mark_read', { needs: 'a' });
    await vi.advanceTimersByTimeAsync(PATIENCE_MS);
    for (const name of ['one', 'two', 'three']) await ground.end(name);
    expect(ground.began).toEqual(['one', 'two', 'three']);
    expect(Date.now()).toBe(PATIENCE_MS);
  });
});

describe('the bounds of a queue', () => {
  test('more events than it holds are turned away, and there is room again when one has begun', async () => {
    const ground = new Ground({ maxEvents: 2 });
    ground.push('running', 'mark_read');
    await settle();
    expect(ground.push('one', 'mark_read')).toBe(true);
    expect(ground.push('two', 'mark_read')).toBe(true);
    expect(ground.push('three', 'mark_read')).toBe(false);
    await ground.end('running');
    expect(ground.push('four', 'mark_read')).toBe(true);
    await ground.end('one');
    await ground.end('two');
    expect(ground.began).toEqual(['running', 'one', 'two', 'four']);
  });

  test('large payloads count by their size', async () => {
    const ground = new Ground({ maxWeight: 100 });
    ground.push('running', 'mark_read', { weight: 100 });
    await settle();
    expect(ground.push('large', 'mark_read', { weight: 99 })).toBe(true);
    expect(ground.push('larger', 'mark_read', { weight: 2 })).toBe(false);
    expect(ground.push('small', 'mark_read', { weight: 1 })).toBe(true);
  });

  test('a closed queue drops what has not begun and takes nothing new', async () => {
    const ground = new Ground();
    ground.push('running', 'mark_read');
    ground.push('waiting', 'mark_read');
    await settle();
    ground.queue.close();
    await ground.end('running');
    expect(ground.push('late', 'mark_read')).toBe(false);
    expect(ground.began).toEqual(['running']);
  });

  test('closing while one waits for a join leaves no timer behind', async () => {
    const ground = new Ground();
    ground.push('hello', 'send_message', { needs: 'a' });
    await settle();
    ground.queue.close();
    expect(vi.getTimerCount()).toBe(0);
    await vi.advanceTimersByTimeAsync(PATIENCE_MS);
    expect(ground.began).toEqual([]);
  });
});

interface Step {
  readonly kind: 'join_conversation' | 'send_message' | 'mark_read' | 'typing_start';
  readonly conversation: 'a' | 'b';
  readonly pauseMs: number;
  readonly admitMs: number;
  readonly runMs: number;
}

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    kind: fc.constantFrom(
      'join_conversation' as const,
      'send_message' as const,
      'mark_read' as const,
      'typing_start' as const,
    ),
    conversation: fc.constantFrom('a' as const, 'b' as const),
    pauseMs: fc.constantFrom(0, 0, 0, 50, 700),
    admitMs: fc.constantFrom(0, 0, 5),
    runMs: fc.constantFrom(0, 1, 30, 400),
  }),
  { maxLength: 25, size: 'max' },
);

describe('whatever is sent, whenever it comes and however long it takes', () => {
  test('events of one kind never change places, only joins overtake, and none is lost', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (sent) => {
        vi.setSystemTime(0);
        const queue = new EventQueue({
          joinWaitMs: PATIENCE_MS,
          maxEvents: 100,
          maxWeight: 100,
          now: Date.now,
        });
        const joined = new Set<string>();
        const began: number[] = [];
        const running = new Set<number>();
        for (const [index, step] of sent.entries()) {
          await vi.advanceTimersByTimeAsync(step.pauseMs);
          queue.push({
            event: step.kind,
            isJoin: step.kind === 'join_conversation',
            mayOverlap: step.kind === 'send_message',
            weight: 1,
            needsJoin: () => step.kind !== 'join_conversation' && !joined.has(step.conversation),
            admit: () => after(step.admitMs, true),
            run: async () => {
              for (const other of running) {
                expect([sent[other]?.kind, step.kind]).toEqual(['send_message', 'send_message']);
              }
              began.push(index);
              running.add(index);
              await after(step.runMs, undefined);
              if (step.kind === 'join_conversation') joined.add(step.conversation);
              running.delete(index);
            },
          });
        }
        await vi.runAllTimersAsync();
        expect(began.toSorted((a, b) => a - b)).toEqual(sent.map((_, index) => index));
        const joins = began.filter((index) => sent[index]?.kind === 'join_conversation');
        const others = began.filter((index) => sent[index]?.kind !== 'join_conversation');
        expect(joins).toEqual(joins.toSorted((a, b) => a - b));
        expect(others).toEqual(others.toSorted((a, b) => a - b));
        for (const join of joins) {
          const before = began.slice(0, began.indexOf(join));
          expect(before.filter((index) => index > join && !joins.includes(index))).toEqual([]);
        }
      }),
      { numRuns: 150 },
    );
  });
});

function after<T>(ms: number, value: T): Promise<T> {
  return ms === 0 ? Promise.resolve(value) : new Promise((resolve) => setTimeout(resolve, ms, value));
}
