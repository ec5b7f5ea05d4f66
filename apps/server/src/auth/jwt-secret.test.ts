import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { jwtSecret } from './jwt-secret.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'jiggy-secret-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

it('the configured secret is used and nothing is written', async () => {
  expect(await jwtSecret({ jwtSecret: 'configured', dataDir })).toBe('configured');
  expect(readdirSync(dataDir)).toEqual([]);
});

it('without one, all who start at once agree on one that only the owner can read', async () => {
  const made = await Promise.all(
    Array.from({ length: 20 }, () => jwtSecret({ jwtSecret: undefined, dataDir })),
  );
  expect(new Set(made).size).toBe(1);
  expect(made[0]).toMatch(/^[\w-]{64}$/);
  expect(await jwtSecret({ jwtSecret: undefined, dataDir })).toBe(made[0]);
  expect(readdirSync(dataDir)).toEqual(['jwt-secret']);
  expect(statSync(join(dataDir, 'jwt-secret')).mode & 0o777).toBe(0o600);
});

it('a damaged one stops the start and names the cure', async () => {
  writeFileSync(join(dataDir, 'jwt-secret'), 'short');
  await expect(jwtSecret({ jwtSecret: undefined, dataDir })).rejects.toThrow(/delete that file/);
});
