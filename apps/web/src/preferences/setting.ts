import type { Store } from '@jiggy-care/client';

/** One choice of this browser that is about looks and not about anybody: it stays after signing out. */
export interface Setting<T extends string> extends Store<T> {
  set(value: T): void;
}

/**
 * @param name    its name in the browser's storage; other tabs follow a change
 * @param choices what it may be; anything else that is found there counts as not chosen
 * @param initial what it is until someone chooses
 */
export function createSetting<T extends string>(name: string, choices: readonly T[], initial: T): Setting<T> {
  const key = `jiggy.${name}`;
  const listeners = new Set<() => void>();
  const known = (text: string | null) => choices.find((choice) => choice === text) ?? initial;
  let value = known(read(key));

  const change = (next: T) => {
    if (next === value) return;
    value = next;
    for (const listener of [...listeners]) listener();
  };
  window.addEventListener('storage', (event) => {
    if (event.key === key || event.key === null) change(known(read(key)));
  });

  return {
    get: () => value,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    set: (next) => {
      write(key, next);
      change(next);
    },
  };
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, text: string): void {
  try {
    localStorage.setItem(key, text);
  } catch {
    // a browser that keeps nothing: the choice lasts until the page is left
  }
}
