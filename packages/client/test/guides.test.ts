import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ERRORS } from '@jiggy-care/protocol';
import { expect, test } from 'vitest';
import type { ChatErrorCode, ServerErrorCode } from '../src/index.ts';

const examples = readAll(
  fileURLToPath(new URL('../examples', import.meta.url)),
  '**/*.{ts,tsx,js,vue,svelte}',
);
const guides = readAll(fileURLToPath(new URL('../../../docs/sdk', import.meta.url)), '*.md');
const code = guides.flatMap((guide) =>
  [...guide.matchAll(/^```(?:tsx?|js|vue|svelte)\n(.*?)^```$/gms)].map(([, block = '']) => block),
);

function readAll(folder: string, pattern: string): string[] {
  return globSync(pattern, { cwd: folder }).map((file) => readFileSync(join(folder, file), 'utf8'));
}

const IMPORT = /^import (?:type )?\{([^}]*)\} from '([^']+)';$/gm;

/** `name from module`, for all that is imported. */
function imports(source: string): string[] {
  return [...source.matchAll(IMPORT)].flatMap(([, names = '', module]) =>
    names
      .split(',')
      .map((name) => name.replace('type ', '').trim())
      .filter((name) => name !== '')
      .map((name) => `${name} from ${module}`),
  );
}

function withoutLinterWords(source: string): string {
  return source.replaceAll(/^ *\/\/ biome-ignore.*\n/gm, '');
}

/** All but the imports, cut at its empty lines, wherever it stands; what is said to the linter is no matter. */
function paragraphs(source: string): string[] {
  return source
    .replaceAll(IMPORT, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => !line.startsWith('// biome-ignore'))
    .join('\n')
    .split(/\n\n+/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '');
}

test('the code in the guides stands in the examples, which are type-checked with the package', () => {
  const written = examples.map((example) => paragraphs(example).join('\n\n'));
  const missing = code
    .flatMap(paragraphs)
    .filter((paragraph) => !written.some((example) => example.includes(paragraph)));
  expect(code.length).toBeGreaterThan(5);
  expect(missing).toEqual([]);
});

test('each page to be pasted is whole, as it was tried out', () => {
  const pages = readAll(fileURLToPath(new URL('../examples/pages', import.meta.url)), '*').map(
    withoutLinterWords,
  );
  const guide = new Set(code);
  expect(pages.length).toBeGreaterThan(5);
  expect(pages.filter((page) => !guide.has(page))).toEqual([]);
});

test('what the guides import is there', () => {
  const known = new Set(examples.flatMap(imports));
  expect(code.flatMap(imports).filter((name) => !known.has(name))).toEqual([]);
});

/** What only the SDK says. The type holds it to be complete. */
const OWN: Readonly<Record<Exclude<ChatErrorCode, ServerErrorCode>, true>> = {
  unreachable: true,
  no_answer: true,
  signed_out: true,
  closed: true,
  unsupported: true,
  invalid_options: true,
  cookies_blocked: true,
};

test('the guide to errors has every code of the server and of the SDK once', () => {
  const folder = fileURLToPath(new URL('../../../docs/sdk', import.meta.url));
  const guide = readFileSync(join(folder, 'errors.md'), 'utf8');
  const [table = ''] = guide.slice(guide.indexOf('| code |')).split('\n\n');
  const told = table.split('\n').flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`(\w+)`/g)]);
  expect(told.map(([, code]) => code).sort()).toEqual([...Object.keys(ERRORS), ...Object.keys(OWN)].sort());
});
