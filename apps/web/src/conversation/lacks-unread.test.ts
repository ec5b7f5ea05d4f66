import type { MessageItem } from '@jiggy-care/client';
import { expect, it } from 'vitest';
import { lacksUnread } from './lacks-unread.ts';

/** `o` an own message, `r` theirs and read, `u` theirs and unread; oldest first. */
const items = (signs: string) =>
  [...signs].map((sign, seq) => ({
    seq: seq + 1,
    isOwn: sign === 'o',
    status: sign === 'u' ? 'sent' : 'read',
  })) as MessageItem[];

it.each([
  ['all of it is loaded', 'uuu', false, 9, false],
  ['everything loaded is unread, and there is more', 'uuou', true, 3, true],
  ['as many as the inbox counts, behind one that was read', 'ruou', true, 2, false],
  ['fewer than the inbox counts', 'ruu', true, 3, true],
  ['own messages stand after what was not read', 'oooo', true, 1, true],
  ['nothing is unread', 'oooo', true, 0, false],
  ['nothing is unread, and it is read', 'orro', true, 0, false],
])('%s', (_case, signs, hasOlder, unread, expected) => {
  expect(lacksUnread({ items: items(signs), hasOlder }, unread)).toBe(expected);
});
