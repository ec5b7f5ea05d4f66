import { expect, test } from 'vitest';
import { readMailLink } from './mail-link.ts';

test.each([
  ['/reset-password', '#token=abc', { errand: 'reset', token: 'abc' }],
  ['/verify-email', '#token=a-b_c', { errand: 'verify', token: 'a-b_c' }],
  ['/restore-account', '#token=abc', { errand: 'restore', token: 'abc' }],
  ['/reset-password', '', undefined],
  ['/settings', '#token=abc', undefined],
  ['/toString', '#token=abc', undefined],
])('%s%s is a link of a mail, or none', (pathname, hash, expected) => {
  expect(readMailLink({ pathname, hash })).toEqual(expected);
});
