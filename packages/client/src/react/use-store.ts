import { useSyncExternalStore } from 'react';
import type { Store } from '../store.ts';

/**
 * The value of a store, as React state. Give a selector with a stable identity to render only when that part
 * changes: `useStore(client.inbox.state, totalUnread)`.
 */
export function useStore<T>(store: Store<T>): T;
export function useStore<T, S>(store: Store<T>, selector: (value: T) => S): S;
export function useStore<T, S>(store: Store<T>, selector?: (value: T) => S): T | S {
  const read = () => (selector === undefined ? store.get() : selector(store.get()));
  return useSyncExternalStore(store.subscribe, read, read);
}
