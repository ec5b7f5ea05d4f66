import { randomUUID } from 'node:crypto';
import type { UserRole } from '@jiggy-care/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  emptyTables,
  FIRST_START_MS,
  openTestDatabase,
  type TestDatabase,
} from '../auth/testing/open-test-database.ts';
import { factsOf } from '../facts/testing/facts-of.ts';
import { Accounts } from './accounts.ts';
import { Directory } from './directory.ts';

let ground: TestDatabase;
let directory: Directory;

beforeAll(async () => {
  ground = await openTestDatabase();
  directory = new Directory(ground.database);
}, FIRST_START_MS);
afterAll(() => ground.remove());
beforeEach(() => emptyTables(ground.database));

function person(role: UserRole, name: string) {
  const email = `${randomUUID()}@example.org`;
  const accounts = new Accounts(ground.database, factsOf(ground.database));
  return accounts.create({ email, name, role, passwordHash: 'none' });
}

describe('the directory', () => {
  const find = async (search?: string, limit = 50, offset = 0) =>
    (await directory.listConsultants({ search, limit, offset })).map(({ name }) => name);

  it('lists consultants only, by name, and tells nothing but name and id', async () => {
    for (const name of ['zoe Adler', 'Anna Berg', 'mia Cole']) await person('consultant', name);
    await person('patient', 'Adam');
    expect(await find()).toEqual(['Anna Berg', 'mia Cole', 'zoe Adler']);
    expect(await find(undefined, 1, 1)).toEqual(['mia Cole']);
    const [first] = await directory.listConsultants({ limit: 1, offset: 0 });
    expect(Object.keys(first ?? {})).toEqual(['id', 'name']);
  });

  it('finds a part of a name in any case, and takes wildcards for what they are', async () => {
    for (const name of ['Anna Berg', '100% Smith', 'under_score', 'back\\slash'])
      await person('consultant', name);
    expect(await find('NA BE')).toEqual(['Anna Berg']);
    expect(await find('%')).toEqual(['100% Smith']);
    expect(await find('_')).toEqual(['under_score']);
    expect(await find('\\')).toEqual(['back\\slash']);
    expect(await find("' or 1=1 --")).toEqual([]);
  });

  it('leaves out whose account is closed, who is a consultant all the same', async () => {
    const { id } = await person('consultant', 'Anna Berg');
    await ground.database.pool.query('update users set disabled_at = now()');
    expect(await find()).toEqual([]);
    expect(await directory.has(id, 'consultant')).toBe(true);
    expect(await directory.has(id, 'patient')).toBe(false);
    expect(await directory.has(randomUUID(), 'consultant')).toBe(false);
  });
});
