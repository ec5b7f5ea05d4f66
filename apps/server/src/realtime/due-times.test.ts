import { expect, it } from 'vitest';
import { DueTimes } from './due-times.ts';

const [a, b, c] = [{ name: 'a' }, { name: 'b' }, { name: 'c' }];

it('gives what is due, once, and never too early', () => {
  const due = new DueTimes<object>();
  due.put(a, 1_500);
  due.put(b, 4_000);
  expect(due.take(1_499)).toEqual([]);
  expect(due.take(2_500)).toEqual([a]);
  expect(due.take(10_000)).toEqual([b]);
  expect(due.take(10_000)).toEqual([]);
});

it('what is put again is due at the later time alone, and what is deleted never', () => {
  const due = new DueTimes<object>();
  for (const thing of [a, b, c]) due.put(thing, 1_000);
  due.put(b, 3_000);
  due.delete(c);
  expect(due.take(1_000)).toEqual([a]);
  expect(due.take(3_000)).toEqual([b]);
});

it('finds all that became due while nobody looked', () => {
  const due = new DueTimes<object>();
  due.put(a, 1_000);
  due.put(b, 60_000);
  expect(due.take(3_600_000)).toEqual([a, b]);
});
