import type { Store } from '@jiggy-care/client';

/** Something that this page knows, for whoever shows it, and that its owner sets. */
export interface Value<T> extends Store<T> {
  set(value: T): void;
}

/** Listeners are called when it becomes another one. */
export function createValue<T>(initial: T): Value<T> {
  const listeners = new Set<() => void>();
  let value = initial;
  return {
    get: () => value,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    set: (next) => {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of [...listeners]) listener();
    },
  };
}
