import { effectScope, onScopeDispose, shallowRef } from '@vue/reactivity';
import { derived, get } from 'svelte/store';
import { expect, test, vi } from 'vitest';
import { toSvelte, toVue } from './adapters.ts';
import { Writable } from './store.ts';

test('Svelte reads a store at once, follows it, and lets go of it', () => {
  const store = new Writable(1);
  const readable = toSvelte(store);
  expect(get(readable)).toBe(1);
  const seen: number[] = [];
  const stop = derived(readable, (value) => value * 10).subscribe((value) => seen.push(value));
  store.set(2);
  store.set(2);
  stop();
  store.set(3);
  expect(seen).toEqual([10, 20]);
  expect(get(readable)).toBe(3);
});

test('Vue renders again with each change, until the component is gone', () => {
  const store = new Writable('a');
  const scope = effectScope();
  const ref = scope.run(() => toVue(store, shallowRef, onScopeDispose));
  expect(ref?.value).toBe('a');
  store.set('b');
  expect(ref?.value).toBe('b');
  scope.stop();
  store.set('c');
  expect(ref?.value).toBe('b');
  const noScope = vi.fn();
  expect(toVue(store, shallowRef, noScope).value).toBe('c');
  expect(noScope).toHaveBeenCalledOnce();
});
