import { expect, it } from 'vitest';
import { excerpt } from './excerpt.ts';

it.each([
  ['short', 5, 'short'],
  ['longer', 5, 'longe…'],
  ['abc🙂', 4, 'abc…'],
  ['abc🙂', 5, 'abc🙂'],
])('the beginning of %j within %i is %j', (text, maxChars, expected) => {
  expect(excerpt(text, maxChars)).toBe(expected);
});
