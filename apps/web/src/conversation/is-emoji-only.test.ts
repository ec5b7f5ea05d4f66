import { expect, it } from 'vitest';
import { isEmojiOnly } from './is-emoji-only.ts';

it.each([
  ['🙂', true],
  [' 👍🏽 ', true],
  ['👩‍👩‍👧‍👦🇩🇪❤️', true],
  ['🙂 🙂\n🙂', true],
  ['1️⃣', true],
  ['🙂🙂🙂🙂🙂🙂', true],
  ['🙂🙂🙂🙂🙂🙂🙂', false],
  ['ok 🙂', false],
  ['1', false],
  ['©', true],
  ['\uFE0F', false],
  ['\u200D', false],
  ['', false],
])('%j is only emoji: %s', (text, expected) => {
  expect(isEmojiOnly(text)).toBe(expected);
});
