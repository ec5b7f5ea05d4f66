import type { Store } from './store.ts';

/** What Svelte takes for a store: `subscribe` gives the value at once and after each change. */
export interface SvelteReadable<T> {
  subscribe(run: (value: T) => void, invalidate?: () => void): () => void;
}

/** A store of ours as one of Svelte's, for `$inbox` in a component, `get` and `derived`. */
export function toSvelte<T>(store: Store<T>): SvelteReadable<T> {
  return {
    subscribe: (run) => {
      run(store.get());
      return store.subscribe(() => run(store.get()));
    },
  };
}

/**
 * A store of ours as a ref of Vue's. Give it the two functions of `vue`, which this package does not know:
 * `toVue(client.inbox.state, shallowRef, onScopeDispose)`. It stops with the component, or the scope, that made it.
 */
export function toVue<T, R extends { value: T }>(
  store: Store<T>,
  shallowRef: (value: T) => R,
  onScopeDispose: (stop: () => void) => void,
): Readonly<R> {
  const ref = shallowRef(store.get());
  onScopeDispose(
    store.subscribe(() => {
      ref.value = store.get();
    }),
  );
  return ref;
}
