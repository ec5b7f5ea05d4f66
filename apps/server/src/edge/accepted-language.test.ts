import { expect, test } from 'vitest';
import { acceptedLanguage } from './accepted-language.ts';

test.each([
  ['de', 'de'],
  ['de-CH, en;q=0.8', 'de'],
  ['fr-FR, fr;q=0.9, de;q=0.5, en;q=0.7', 'en'],
  ['en;q=0.5,DE-at ; Q=0.6', 'de'],
  ['de, en', 'de'],
])('of %s the one that is liked best counts', (header, language) => {
  expect(acceptedLanguage(header)).toBe(language);
});

test.each([undefined, '', '*', 'fr, it;q=0.5', 'de;q=0', 'de;q=much', 'den', ',;,=;q'])(
  '%s names none of ours',
  (header) => {
    expect(acceptedLanguage(header)).toBeUndefined();
  },
);
