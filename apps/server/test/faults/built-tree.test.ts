import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
// @ts-expect-error scripts are plain JavaScript
import { fingerprint } from '../../../../scripts/fingerprint.mjs';

const home = mkdtempSync(join(tmpdir(), 'jiggy-tree-'));
const tree = join(home, 'tree');
mkdirSync(join(tree, 'src/room'), { recursive: true });
writeFileSync(join(tree, 'src/one.ts'), 'one');
writeFileSync(join(tree, 'src/room/two.ts'), 'two');
afterAll(() => rmSync(home, { recursive: true }));
const stamp = (base = tree): string => fingerprint(base, ['src']);

test('a tree that was copied, with other times, counts as built', () => {
  const copy = join(home, 'copy');
  cpSync(tree, copy, { recursive: true });
  utimesSync(join(copy, 'src/one.ts'), 1, 1);
  expect(stamp(copy)).toBe(stamp());
});

test('another word of the same length at the same time, a new file, and one less, are to be built', () => {
  const first = stamp();
  writeFileSync(join(tree, 'src/one.ts'), 'eno');
  const changed = stamp();
  writeFileSync(join(tree, 'src/three.ts'), '');
  const grown = stamp();
  rmSync(join(tree, 'src/room/two.ts'));
  expect(new Set([first, changed, grown, stamp()]).size).toBe(4);
});

test.each(['build', 'package', 'admin'])(
  '%s says in one line that what builds was left out, and the cure',
  (script) => {
    const bare = join(home, script);
    cpSync(join(import.meta.dirname, '../../../../scripts'), join(bare, 'scripts'), { recursive: true });
    for (const folder of ['apps/server/src', 'apps/web', 'packages'])
      mkdirSync(join(bare, folder), { recursive: true });
    for (const file of ['package.json', 'package-lock.json', 'tsconfig.json'])
      writeFileSync(join(bare, file), '{}');
    const { status, stderr } = spawnSync(process.execPath, [join(bare, 'scripts', `${script}.mjs`)], {
      encoding: 'utf8',
      env: { ...process.env, NODE_ENV: 'production' },
    });
    expect(stderr).toMatch(/^cannot build: rolldown and vite not installed .+`npm ci --include=dev`.+\n$/);
    expect(status).toBe(1);
  },
);
