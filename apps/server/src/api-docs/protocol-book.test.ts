import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CLIENT_EVENTS, ROUTES, SERVER_EVENTS } from '@jiggy-care/protocol';
import { describe, expect, it } from 'vitest';

/* docs/protocol.md is the book that comments name the points of. */

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const book = readFileSync(join(root, 'docs/protocol.md'), 'utf8');
const points = [...book.matchAll(/^- \*\*(P\d+\.\d+)\*\* /gm)].map(([, point]) => point);
const chapters = [...book.matchAll(/^## (P\d+)\. /gm)].map(([, chapter]) => chapter);

/** Files that may name points: code, its tests, and the other pages. */
function* filesBelow(directory: string): Generator<string> {
  for (const name of readdirSync(join(root, directory))) {
    const path = join(directory, name);
    if (['node_modules', 'dist'].includes(name)) continue;
    if (statSync(join(root, path)).isDirectory()) yield* filesBelow(path);
    else if (/\.(ts|tsx|mjs|md)$/.test(name)) yield path;
  }
}

/** Points such as `P6.3`, and chapters where `protocol` goes before them: `protocol P5 to P7`. */
function namedIn(text: string): string[] {
  const told = [...text.matchAll(/\bprotocol,?((?:(?:[ ,*]|\n|and|to|chapter)+P\d+(?:\.\d+)?\b)+)/g)];
  const withWord = told.flatMap(([, list]) => [...(list ?? '').matchAll(/P\d+(?:\.\d+)?\b/g)]);
  return [...withWord, ...text.matchAll(/\bP\d+\.\d+\b/g)].map(([name]) => name);
}

describe('the book of the protocol', () => {
  it('has points whose numbers are unique, in order, and of their chapter', () => {
    const byChapter = book.split(/^## (?=P\d+\. )/m).slice(1);
    const expected = byChapter.flatMap((text, at) =>
      [...text.matchAll(/^- \*\*P/gm)].map((_, index) => `P${at + 1}.${index + 1}`),
    );
    expect(points).toEqual(expected);
    expect(chapters).toEqual(byChapter.map((_, at) => `P${at + 1}`));
  });

  it('has every point that anything names', () => {
    const known = new Set([...points, ...chapters]);
    const unknown = ['apps', 'packages', 'docs']
      .flatMap((directory) => [...filesBelow(directory)])
      .flatMap((path) => namedIn(readFileSync(join(root, path), 'utf8')).map((name) => ({ path, name })))
      .filter(({ name }) => !known.has(name));
    expect(unknown).toEqual([]);
  });

  it('has every event and every route', () => {
    const events = Object.keys({ ...CLIENT_EVENTS, ...SERVER_EVENTS });
    const paths = Object.values(ROUTES).map(({ path }) =>
      path.replace('/chat/conversations/:conversationId', '…'),
    );
    const spans = [...book.matchAll(/`([^`]+)`/g)].map(([, span]) => span ?? '');
    const words = new Set(spans.flatMap((span) => span.split(/[ ?{]/)));
    expect([...events, ...paths].filter((name) => !words.has(name))).toEqual([]);
  });

  it('is named in comments in this way', () => {
    const comment = ' * @source document, section 10; protocol P12.12 to P12.16, P5 and P6';
    expect(new Set(namedIn(comment))).toEqual(new Set(['P12.12', 'P12.16', 'P5', 'P6']));
    expect(namedIn('vitamin P5, protocol.md')).toEqual([]);
  });
});
