import { expect, it } from 'vitest';
import { printable } from './printable.ts';

it.each([
  ['an escape sequence', '\u001b[31mred', '\\u{1b}[31mred'],
  ['one of eight bits', '\u009b31m\u009d0;owned\u009c', '\\u{9b}31m\\u{9d}0;owned\\u{9c}'],
  ['a bell, a backspace, a carriage return', '\u0007\b\r', '\\u{7}\\u{8}\\u{d}'],
  ['what turns the line around', 'a\u202eb\u2066c', 'a\\u{202e}b\\u{2066}c'],
  ['what is not seen', 'a\u200bb\u2028c', 'a\\u{200b}b\\u{2028}c'],
  ['half a character', '\ud83d', '\\u{d83d}'],
  ['letters of any script, and our own line breaks', 'Zoë 😀 שלום\nÅsa', 'Zoë 😀 שלום\nÅsa'],
])('%s', (_, text, shown) => {
  expect(printable(text)).toBe(shown);
});
