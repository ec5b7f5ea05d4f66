import { callListeners } from './call-listeners.ts';

/**
 * A value that can be read and watched. `get` gives the very same object until the value changes, so it fits
 * React's `useSyncExternalStore` and any other view as it is.
 */
export interface Store<T> {
  /** The value now. */
  get(): T;
  /** Calls the listener after each change; returns the way to stop. */
  subscribe(listener: () => void): () => void;
}

/** A store that its owner writes. */
export class Writable<T> implements Store<T> {
  private readonly listeners = new Set<() => void>();

  constructor(private value: T) {}

  readonly get = (): T => this.value;

  readonly subscribe = (listener: () => void): (() => void) => {
    if (typeof listener !== 'function') throw new TypeError('subscribe takes a function');
    // A wrapper of its own, so that the same listener may watch twice and stop once.
    const entry = () => listener();
    this.listeners.add(entry);
    return () => this.listeners.delete(entry);
  };

  /** Listeners are not called for the value that is there already. What one throws stops nobody. */
  set(value: T): void {
    if (Object.is(value, this.value)) return;
    this.value = value;
    callListeners(this.listeners);
  }

  update(change: (value: T) => T): void {
    this.set(change(this.value));
  }
}

/**
 * A part of a store, or something computed from it, as a store of its own: its listeners are called only
 * when that part changes.
 *
 * @param isEqual when two results count as the same; the older one is kept then
 */
export function select<T, S>(
  store: Store<T>,
  selector: (value: T) => S,
  isEqual: (a: S, b: S) => boolean = Object.is,
): Store<S> {
  let known: { readonly from: T; readonly result: S } | undefined;
  const get = (): S => {
    const from = store.get();
    if (known !== undefined && Object.is(known.from, from)) return known.result;
    const fresh = selector(from);
    const result = known !== undefined && isEqual(known.result, fresh) ? known.result : fresh;
    known = { from, result };
    return result;
  };
  return {
    get,
    subscribe: (listener) => {
      let last = get();
      return store.subscribe(() => {
        const now = get();
        if (Object.is(now, last)) return;
        last = now;
        listener();
      });
    },
  };
}

/** Resolves with the first value, present or to come, that fits. */
export function until<T>(store: Store<T>, fits: (value: T) => boolean): Promise<T> {
  return new Promise((resolve) => {
    let stop = () => {};
    const look = () => {
      const value = store.get();
      if (!fits(value)) return false;
      stop();
      resolve(value);
      return true;
    };
    if (!look()) stop = store.subscribe(look);
  });
}

/** A store computed from several others; the same result, as `isEqual` sees it, stays the same object. */
export function derive<T>(
  sources: readonly Store<unknown>[],
  compute: () => T,
  isEqual: (a: T, b: T) => boolean = Object.is,
): Store<T> {
  const all: Store<readonly unknown[]> = {
    get: sameWhileEqual(() => sources.map((source) => source.get())),
    subscribe: (listener) => {
      const stops = sources.map((source) => source.subscribe(listener));
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
  return select(all, compute, isEqual);
}

function sameWhileEqual(read: () => readonly unknown[]): () => readonly unknown[] {
  let last: readonly unknown[] = [];
  return () => {
    const now = read();
    const isSame = now.length === last.length && now.every((value, index) => Object.is(value, last[index]));
    if (!isSame) last = now;
    return last;
  };
}
