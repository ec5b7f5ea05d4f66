import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { loadConfig } from './config.ts';

const page = readFileSync(new URL('../../../../docs/operators.md', import.meta.url), 'utf8');

/** The names that are read from the environment, seen from outside. */
function settingsThatAreRead(): string[] {
  const names = new Set<string>();
  const env = new Proxy<Record<string, string | undefined>>(
    {},
    {
      get: (_target, name) => {
        names.add(String(name));
        return undefined;
      },
    },
  );
  loadConfig(env);
  return [...names];
}

describe('the operators’ page', () => {
  test('tells of every setting that is read, and of no other', () => {
    const table = page.slice(page.indexOf('| variable |'), page.indexOf('## A production start'));
    const documented = [...table.matchAll(/^\| (.+?) \|/gm)].flatMap(([, cell]) =>
      [...(cell ?? '').matchAll(/`([A-Z][A-Z_]+)`/g)].map(([, name]) => name),
    );
    expect(documented.sort()).toEqual(settingsThatAreRead().sort());
  });
});
