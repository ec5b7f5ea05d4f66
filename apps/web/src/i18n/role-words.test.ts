import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const sources = join(import.meta.dirname, '..');
const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter((file) =>
  /words\.ts$/.test(file),
);
const ROLE = /patient|consultant|behande?l/i;

/** What is said in it, without what is put in from elsewhere. */
function textsOf(file: string): string[] {
  const source = readFileSync(join(sources, file), 'utf8')
    .replace(/^import .+$|^ *(?:\/\*\*|\*|\/\/).*$/gm, '')
    .replace(/\$\{[^}]*\}/g, '');
  return [...source.matchAll(/(['`])((?:(?!\1)[^\\]|\\.)*)\1/g)].map(([, , text = '']) => text);
}

test('no text of the app names a role, save the four words that an operator may change', () => {
  expect(files.length).toBeGreaterThan(10);
  const named = files.flatMap((file) => textsOf(file).filter((text) => ROLE.test(text)));
  expect(named.filter((text) => text !== 'patient' && text !== 'consultant')).toEqual([]);
});
