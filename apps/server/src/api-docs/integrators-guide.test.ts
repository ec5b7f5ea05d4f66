import { readFileSync } from 'node:fs';
import { ERRORS, ROUTES, type Route, type RouteName } from '@jiggy-care/protocol';
import { describe, expect, it } from 'vitest';
import { openApiDocument } from './openapi.ts';
import { RATE_LIMIT_HEADERS, RATE_LIMIT_NOTES, rateLimitMarkdown } from './rate-limit-table.ts';
import { VERSIONING } from './versioning.ts';

/* docs/integrators.md says what the rules, the routes and the codes say. */

const page = readFileSync(new URL('../../../../docs/integrators.md', import.meta.url), 'utf8');

/** From a heading to the next of the same kind. */
function section(heading: string): string {
  const start = page.indexOf(`\n${heading}\n`);
  if (start < 0) throw new Error(`no section ${heading}`);
  const level = heading.split(' ')[0];
  const end = page.indexOf(`\n${level} `, start + heading.length);
  return page.slice(start, end < 0 ? undefined : end);
}

const rowsOf = (text: string) => text.split('\n').filter((line) => line.startsWith('| '));
const wordsOf = (text: string) => text.replace(/\s+/g, ' ');

describe('the page for integrators', () => {
  it('has each code in one row of what to do', () => {
    const told = rowsOf(section('### Errors')).flatMap((row) =>
      [...(row.split('|')[2] ?? '').matchAll(/`(\w+)`/g)].map(([, code]) => code),
    );
    expect(told.sort()).toEqual(Object.keys(ERRORS).sort());
  });

  it('has the limits as the rules have them', () => {
    const text = section('## How often');
    expect(text).toContain(rateLimitMarkdown());
    for (const words of [RATE_LIMIT_HEADERS, RATE_LIMIT_NOTES])
      expect(wordsOf(text)).toContain(wordsOf(words));
  });

  it('says what may change and what never does, in the words of both documents', () => {
    expect(wordsOf(section('### Versions'))).toContain(wordsOf(VERSIONING));
  });
});

describe('lists that have pages', () => {
  const paged = (Object.entries(ROUTES) as [RouteName, Route][]).filter(([, { query }]) =>
    Object.keys((query as { shape?: object } | undefined)?.shape ?? {}).includes('limit'),
  );
  const rows = rowsOf(section('## Large lists'));
  const document = openApiDocument({ version: '1' });
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path));

  it.each(paged)('%s stands in the table, and says there is more as the table has it', (name, { path }) => {
    const short = path.replace('/chat/conversations/:conversationId', '…');
    const row = rows.find((line) => line.split('|')[1]?.includes(`\`${short}\``));
    const operation = operations.find(({ operationId }) => operationId === name);
    const answer = operation?.responses[200];
    if (answer === undefined || '$ref' in answer) throw new Error(`no answer of ${name}`);
    const { schema } = answer.content?.['application/json'] ?? {};
    const body = JSON.stringify(
      schema?.$ref ? document.components.schemas[schema.$ref.split('/')[3] ?? ''] : schema,
    );
    const ways = {
      hasMore: body.includes('"hasMore"'),
      'header `Link`': 'Link' in answer.headers,
    };
    expect(Object.values(ways).filter(Boolean)).toHaveLength(1);
    for (const [words, isTrue] of Object.entries(ways)) expect(row?.includes(words), words).toBe(isTrue);
  });
});
