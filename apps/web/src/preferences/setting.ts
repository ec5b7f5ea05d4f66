import { keepText, readKept } from './kept-text.ts';
import { createValue, type Value } from './value.ts';

/** One choice of this browser that is about looks and not about anybody: it stays after signing out. */
export type Setting<T extends string> = Value<T>;

/**
 * @param name    its name in the browser's storage; other tabs follow a change
 * @param choices what it may be; anything else that is found there counts as not chosen
 * @param initial what it is until someone chooses
 */
export function createSetting<T extends string>(name: string, choices: readonly T[], initial: T): Setting<T> {
  const read = () => choices.find((choice) => choice === readKept(name)) ?? initial;
  const value = createValue(read());
  window.addEventListener('storage', ({ key }) => {
    if (key === `jiggy.${name}` || key === null) value.set(read());
  });
  return {
    ...value,
    set: (next) => {
      keepText(name, next);
      value.set(next);
    },
  };
}
