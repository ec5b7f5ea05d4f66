import { expect, test } from 'vitest';
import { derive, select, until, Writable } from './store.ts';

test('a listener is called for changes only, and the same one may listen twice', () => {
  const store = new Writable(1);
  let calls = 0;
  const listener = () => {
    calls += 1;
  };
  const stop = store.subscribe(listener);
  store.subscribe(listener);
  store.set(1);
  store.set(2);
  stop();
  store.set(3);
  expect(calls).toBe(3);
});

test('a part of a store tells of its own changes only, and stays the same object meanwhile', () => {
  const store = new Writable({ names: ['a'], other: 1 });
  const names = select(
    store,
    (value) => ({ list: value.names }),
    (a, b) => a.list === b.list,
  );
  let calls = 0;
  names.subscribe(() => {
    calls += 1;
  });
  const before = names.get();
  store.update((value) => ({ ...value, other: 2 }));
  expect(names.get()).toBe(before);
  expect(calls).toBe(0);
  store.update((value) => ({ ...value, names: ['b'] }));
  expect(names.get().list).toEqual(['b']);
  expect(calls).toBe(1);
});

test('what is derived from several stores follows each of them', async () => {
  const [a, b] = [new Writable(1), new Writable(2)];
  const sum = derive([a, b], () => a.get() + b.get());
  const ten = until(sum, (value) => value === 10);
  a.set(4);
  b.set(6);
  expect(await ten).toBe(10);
});
