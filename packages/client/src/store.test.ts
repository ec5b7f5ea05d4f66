import { expect, onTestFinished, test, vi } from 'vitest';
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

test('a listener that throws keeps the news from nobody, and its error is reported as one that nobody caught', () => {
  const reported: unknown[] = [];
  vi.stubGlobal('reportError', (thrown: unknown) => reported.push(thrown));
  onTestFinished(() => void vi.unstubAllGlobals());
  const broken = new Error('a fault of the page');
  const store = new Writable(1);
  const seen: number[] = [];
  store.subscribe(() => {
    throw broken;
  });
  store.subscribe(() => seen.push(store.get()));
  store.set(2);
  expect(seen).toEqual([2]);
  expect(reported).toEqual([broken]);
});

test('where errors cannot be reported, it is thrown where nobody catches it', () => {
  const tasks: (() => void)[] = [];
  vi.stubGlobal('reportError', undefined);
  vi.stubGlobal('queueMicrotask', (task: () => void) => tasks.push(task));
  onTestFinished(() => void vi.unstubAllGlobals());
  const store = new Writable(1);
  store.subscribe(() => {
    throw new Error('a fault of the page');
  });
  store.set(2);
  expect(tasks).toHaveLength(1);
  expect(tasks[0]).toThrow('a fault of the page');
});
