import { expect, it } from 'vitest';
import { isOfInputMethod } from './input-method.ts';

it.each([
  ['an ordinary Enter', { keyCode: 13, isComposing: false }, false],
  ['Enter during a composition', { keyCode: 13, isComposing: true }, true],
  ['Enter that ended one, as Safari tells it', { keyCode: 229, isComposing: false }, true],
  ["React's Enter", { keyCode: 13, nativeEvent: { isComposing: false } }, false],
  ["React's Enter during a composition", { keyCode: 13, nativeEvent: { isComposing: true } }, true],
  ["React's Enter in Safari", { keyCode: 229, nativeEvent: { isComposing: false } }, true],
])('%s belongs to the input method: %s', (_name, event, expected) => {
  expect(isOfInputMethod(event)).toBe(expected);
});

const sources = import.meta.glob<string>('../**/*.{ts,tsx}', {
  query: '?raw',
  import: 'default',
  eager: true,
});

it('is asked by every handler of Enter or Escape in the app', () => {
  const handlers = Object.entries(sources).filter(
    ([file, source]) => !file.includes('.test.') && /\.key === '(Enter|Escape)'/.test(source),
  );
  expect(handlers.length).toBeGreaterThanOrEqual(4);
  const unasked = handlers.filter(([, source]) => !source.includes('isOfInputMethod(event)'));
  expect(unasked.map(([file]) => file)).toEqual([]);
});
