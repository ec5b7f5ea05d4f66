import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../auth/testing/open-test-database.ts';
import { Facts } from './facts.ts';

let ground: TestDatabase;
let facts: Facts;
let log: string[];

const closed = (userId: string) => ({ userId });

beforeAll(async () => {
  ground = await openTestDatabase();
  await ground.database.pool.query('create table notes (text text primary key)');
});
beforeEach(() => {
  log = [];
  facts = new Facts(ground.database, {
    warn: (about, what) => void log.push(`${what} ${JSON.stringify(about)}`),
  });
});
afterEach(() => ground.database.pool.query('delete from notes'));
afterAll(() => ground.remove());

const write = (text: string) => sql`insert into notes values (${text})`;
async function notes(): Promise<string[]> {
  const { rows } = await ground.database.pool.query<{ text: string }>('select text from notes order by text');
  return rows.map(({ text }) => text);
}

describe('a guest that hears', () => {
  it('is told of facts of its kind after they were committed, in their order, until it leaves', async () => {
    const heard: unknown[] = [];
    const leave = facts.hear('account.closed', async (fact) => heard.push(fact, await notes()));
    facts.hear('account.reopened', () => heard.push('never'));
    await facts.inTransaction(async (tx, note) => {
      note('account.closed', closed('ann'));
      await tx.execute(write('done'));
      expect(heard).toEqual([]);
    });
    await expect.poll(() => heard).toEqual([closed('ann'), ['done']]);
    leave();
    facts.tell('account.closed', closed('ben'));
    expect(heard).toHaveLength(2);
  });

  it('hears nothing of what was undone', async () => {
    const heard: unknown[] = [];
    facts.hear('account.closed', (fact) => heard.push(fact));
    const failing = facts.inTransaction(async (tx, note) => {
      await tx.execute(write('undone'));
      note('account.closed', closed('ann'));
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect([heard, await notes()]).toEqual([[], []]);
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('at once');
      },
    ],
    [
      'fails later',
      async () => {
        throw new Error('at once');
      },
    ],
  ])('and %s costs nobody else anything, and is logged without a word of the fact', async (_, fail) => {
    const heard: unknown[] = [];
    facts.hear('account.closed', fail);
    facts.hear('account.closed', (fact) => heard.push(fact));
    facts.tell('account.closed', closed('ann'));
    expect(heard).toEqual([closed('ann')]);
    await expect.poll(() => log).toHaveLength(1);
    expect(log[0]).toContain('what was to follow from a fact failed');
    expect(log[0]).not.toContain('ann');
  });
});

describe('a guest that records', () => {
  it('writes in the transaction of the cause: both are there, or neither', async () => {
    facts.recordWith('account.closed', async (tx, all) => {
      for (const { userId } of all) await tx.execute(write(`closed ${userId}`));
    });
    await facts.inTransaction(async (tx, note) => {
      await tx.execute(write('cause'));
      note('account.closed', closed('ann'));
    });
    expect(await notes()).toEqual(['cause', 'closed ann']);

    const heard: unknown[] = [];
    facts.hear('account.closed', (fact) => heard.push(fact));
    const again = facts.inTransaction(async (tx, note) => {
      await tx.execute(write('second cause'));
      note('account.closed', closed('ann'));
    });
    await expect(again).rejects.toThrow();
    expect([await notes(), heard]).toEqual([['cause', 'closed ann'], []]);
  });

  it('is given all facts of one statement at once', async () => {
    const given: unknown[] = [];
    const run = (names: readonly string[]) =>
      facts.recording(
        'account.closed',
        async ({ client }) => {
          for (const name of names) await client.query('insert into notes values ($1)', [name]);
          return names;
        },
        (done) => done.map(closed),
      );
    expect(await run(['ann'])).toEqual(['ann']);
    const leave = facts.recordWith('account.closed', async (_tx, all) => void given.push(all));
    await run(['ben', 'cid']);
    await run([]);
    expect(given).toEqual([[closed('ben'), closed('cid')]]);
    await expect(run(['dan', 'ann'])).rejects.toThrow();
    leave();
    await run(['eve']);
    expect([await notes(), given.length]).toEqual([['ann', 'ben', 'cid', 'eve'], 1]);
  });

  it('is waited for where nothing else is written', async () => {
    const heard: unknown[] = [];
    facts.hear('history.read', (fact) => heard.push(fact));
    const read = { conversationId: 'c', by: 'ann' };
    await facts.happened('history.read', read);
    expect(heard).toEqual([read]);
    facts.recordWith('history.read', async (tx) => void (await tx.execute(write('read'))));
    await facts.happened('history.read', read);
    expect([await notes(), heard.length]).toEqual([['read'], 2]);
    await expect(facts.happened('history.read', read)).rejects.toThrow();
    expect(heard.length).toBe(2);
  });
});
