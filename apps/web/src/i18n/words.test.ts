// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { faultWords } from './fault-words.ts';
import type { Language } from './language.ts';

type Entry = string | ((...values: unknown[]) => string) | { readonly [key: string]: Entry };

const files: Record<string, Record<string, unknown>> = {
  ...import.meta.glob('../**/words.ts', { eager: true }),
  ...import.meta.glob('../**/*-words.ts', { eager: true }),
  './fault-words.ts': { faultWords },
};
const dictionaries = Object.entries(files).flatMap(([file, exported]) =>
  Object.entries(exported)
    .filter(([name]) => name.endsWith('Words') && !/^(use|define)/.test(name))
    .map(([name, words]) => ({
      file,
      name,
      words: words as Record<Language, { readonly [key: string]: Entry }>,
    })),
);

/** Words that are the same in both languages, on purpose. */
const SHARED = new Set(['', 'online', 'Offline', 'Name', 'Patient', 'Chat']);

describe('what the app says', () => {
  it('is written in some files', () => {
    expect(dictionaries.length).toBeGreaterThanOrEqual(10);
  });

  it.each(dictionaries)('is said in every language: $name', ({ words }) => {
    const en = flatten(words.en);
    const de = flatten(words.de);
    expect([...de.keys()]).toEqual([...en.keys()]);
    for (const [key, text] of en) {
      const translated = de.get(key) ?? '';
      expect(translated.trim(), key).not.toBe('');
      if (!SHARED.has(text)) expect(translated, key).not.toBe(text);
      // what goes in comes out, in both
      for (const value of ['VALUE', '7']) expect(translated.includes(value), key).toBe(text.includes(value));
    }
  });
});

function flatten(words: { readonly [key: string]: Entry }, path = ''): Map<string, string> {
  const all = new Map<string, string>();
  for (const [key, entry] of Object.entries(words)) {
    const name = path + key;
    if (typeof entry === 'string') all.set(name, entry);
    else if (typeof entry === 'function') {
      all.set(`${name}(text)`, entry('VALUE', 'VALUE'));
      all.set(`${name}(1)`, entry(1, 1));
      all.set(`${name}(7)`, entry(7, 7));
    } else for (const [inner, text] of flatten(entry, `${name}.`)) all.set(inner, text);
  }
  return all;
}
