import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { TestClock } from '../../src/auth/testing/auth-ground.ts';
import { JobRefused, type NewJob } from '../../src/jobs/job.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';
import { jobNode } from './job-node.ts';

/* Jobs on both databases: written with their cause, done by whoever comes first, and again after a crash. */

let server: TestServer;
let clock: TestClock;
const nodes: ReturnType<typeof jobNode>[] = [];

beforeAll(async () => {
  server = await startTestServer();
});
afterEach(async () => {
  await Promise.all(nodes.splice(0).map(({ stop }) => stop()));
  await server.database.pool.query('delete from jobs');
});
afterAll(() => server.close());

function node(shared = new TestClock()) {
  clock = shared;
  const made = jobNode(server.database, shared);
  nodes.push(made);
  return made;
}

/** Adds jobs as a room of its own would, without a fact. */
async function add(to: ReturnType<typeof jobNode>, ...jobs: NewJob[]): Promise<void> {
  await to.facts.inTransaction((tx) => to.jobs.add(tx, jobs));
  to.jobs.wake();
}
const job = (about: number, more: Partial<NewJob> = {}): NewJob => ({
  kind: 'tried',
  payload: { about },
  ...more,
});
async function rows(): Promise<{ key: string | null; state: string; failures: number; about: number }[]> {
  const found = await server.database.pool.query(
    `select key, state, failures, (payload->>'about')::int as about from jobs where kind = 'tried' order by about`,
  );
  return found.rows;
}

describe('a job', () => {
  it('is there with its cause, or not at all, and is done without anybody asking', async () => {
    const one = node();
    const done: unknown[] = [];
    one.jobs.work('tried', async ({ payload }) => void done.push(payload));
    one.jobs.addFor('account.closed', (facts) => facts.map(({ userId }) => job(Number(userId))));
    one.start();
    const undone = one.facts.inTransaction(async (_tx, note) => {
      note('account.closed', { userId: '1' });
      note('account.closed', { userId: 'not a number that JSON knows' });
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect(await rows()).toEqual([]);
    await one.facts.inTransaction(async (_tx, note) => note('account.closed', { userId: '2' }));
    await expect.poll(() => done).toEqual([{ about: 2 }]);
    await expect.poll(rows).toEqual([]);
  });

  it('is done also where something wakes its node all the time', async () => {
    const one = node();
    const done: unknown[] = [];
    one.jobs.work('tried', async ({ payload }) => void done.push(payload.about));
    one.start();
    const waking = setInterval(() => one.jobs.wake(), 5);
    onTestFinished(() => clearInterval(waking));
    await add(one, job(1));
    await expect.poll(() => done).toEqual([1]);
  });

  it('waits for its time, and is not done once nobody wants it any more', async () => {
    const one = node();
    const done: number[] = [];
    one.jobs.work('tried', async ({ payload }) => void done.push(payload.about as number));
    const now = clock.now();
    await add(
      one,
      job(1),
      job(2, { runAt: now + 60_000 }),
      job(3, { runAt: now + 60_000, expiresAt: now + 90_000 }),
    );
    one.start();
    await expect.poll(() => done).toEqual([1]);
    one.pass(59_000);
    await one.jobs.settled();
    expect(done).toEqual([1]);
    one.pass(31_500);
    await expect.poll(rows).toEqual([]);
    expect(done).toEqual([1, 2]);
    expect(await one.metrics.text()).toContain('jiggy_jobs_late_total{kind="tried"} 1');
  });

  it('with the key of one that waits takes its place, or is none where the first stays', async () => {
    const one = node();
    await add(one, job(1, { key: 'a' }), job(2, { key: 'b' }));
    await add(one, job(3, { key: 'a' }), job(4, { key: 'b', first: 'stays' }));
    expect((await rows()).map(({ key, about }) => [key, about])).toEqual([
      ['b', 2],
      ['a', 3],
    ]);
    await one.facts.inTransaction((tx) => one.jobs.remove(tx, ['a', 'none such']));
    expect((await rows()).map(({ about }) => about)).toEqual([2]);
  });

  it('is begun when any of as many as are done at once is over, whichever was begun last', async () => {
    const one = node();
    const done: number[] = [];
    const goOn = new Map<number, () => void>();
    const work = async ({ payload }: { payload: NewJob['payload'] }) => {
      const about = payload.about as number;
      done.push(about);
      if (about < 3) await new Promise<void>((resolve) => goOn.set(about, resolve));
    };
    one.jobs.work('tried', work, { atOnce: 2 });
    const now = clock.now();
    await add(one, job(1, { runAt: now - 3 }), job(2, { runAt: now - 2 }), job(3, { runAt: now - 1 }));
    one.start();
    await expect.poll(() => goOn.size).toBe(2);
    // The first of the two: the second goes on for as long as it likes.
    goOn.get(done[0] as number)?.();
    // Less than an idle node waits until it looks again by itself.
    await expect.poll(() => done, { timeout: 8_000 }).toHaveLength(3);
    for (const end of goOn.values()) end();
  });

  it('that another replaced while it was done does not end that other', async () => {
    const one = node();
    const done: number[] = [];
    let goOn = () => {};
    one.jobs.work('tried', async ({ payload }) => {
      done.push(payload.about as number);
      if (payload.about === 1) await new Promise<void>((resolve) => (goOn = resolve));
    });
    one.start();
    await add(one, job(1, { key: 'a' }));
    await expect.poll(() => done).toEqual([1]);
    await add(one, job(2, { key: 'a' }));
    await expect.poll(() => done).toEqual([1, 2]);
    goOn();
    await expect.poll(rows).toEqual([]);
  });
});

describe('a job that fails', () => {
  it('is tried again, later each time, until it is given up; then an operator may queue it anew', async () => {
    const one = node();
    let tries = 0;
    one.jobs.work('tried', async () => {
      tries += 1;
      throw new Error('a word of a patient');
    });
    one.start();
    await add(one, job(1));
    for (let failures = 1; failures < 8; failures += 1) {
      await expect.poll(rows).toMatchObject([{ state: 'waiting', failures }]);
      await one.jobs.settled();
      one.pass(4_400_000);
    }
    await expect.poll(rows).toMatchObject([{ state: 'failed', failures: 8 }]);
    expect(tries).toBe(8);
    expect(one.log.lines.join()).not.toContain('a word of a patient');
    expect(await one.repository.listFailed(9)).toMatchObject([{ kind: 'tried', lastFault: 'failed' }]);

    one.jobs.work('tried', async () => {
      tries += 1;
    });
    expect(await one.repository.queueAgain(clock.now())).toBe(1);
    one.jobs.wake();
    await expect.poll(rows).toEqual([]);
    expect(tries).toBe(9);
  });

  it('is given up after as many tries where each of them ends the process', async () => {
    const one = node();
    let tries = 0;
    const hang = ({ signal }: { signal: AbortSignal }) =>
      new Promise<void>((_, reject) => {
        tries += 1;
        signal.onabort = () => reject(signal.reason);
      });
    // Those of the processes that are gone take no place.
    one.jobs.work('tried', hang, { atOnce: 100 });
    one.start();
    await add(one, job(1));
    for (let failures = 1; failures < 8; failures += 1) {
      await expect.poll(() => tries).toBe(failures);
      one.pass(61_000);
      await expect.poll(rows).toMatchObject([{ state: 'waiting', failures }]);
      one.pass(4_400_000);
    }
    await expect.poll(() => tries).toBe(8);
    one.pass(61_000);
    await expect.poll(rows).toMatchObject([{ state: 'failed', failures: 8 }]);
    expect(await one.repository.listFailed(9)).toMatchObject([{ lastFault: 'lost' }]);
    expect(tries).toBe(8);
  });

  it('is given up at once where its worker says that no try will help, and waits for as long as it was told', async () => {
    const one = node();
    let tries = 0;
    one.jobs.work('tried', async ({ payload }) => {
      tries += 1;
      if (payload.about === 1) throw new JobRefused('no such mailbox', 'never');
      if (tries < 3) throw new JobRefused('busy', clock.now() + 600_000);
    });
    one.start();
    await add(one, job(1), job(2));
    await expect.poll(rows).toMatchObject([
      { about: 1, state: 'failed' },
      { about: 2, state: 'waiting', failures: 1 },
    ]);
    await one.jobs.settled();
    one.pass(599_000);
    await one.jobs.settled();
    expect(tries).toBe(2);
    one.pass(2_000);
    await expect.poll(rows).toMatchObject([{ about: 1 }]);
  });

  it('that is refused is told once with its kind and fault, however many are', async () => {
    const one = node();
    let tries = 0;
    one.jobs.work('tried', async () => {
      tries += 1;
      throw new JobRefused('ESOCKET');
    });
    one.start();
    await add(one, job(1), job(2), job(3));
    await expect.poll(rows).toMatchObject([{ failures: 1 }, { failures: 1 }, { failures: 1 }]);
    await one.jobs.settled();
    one.pass(2_000);
    await expect.poll(rows).toMatchObject([{ failures: 2 }, { failures: 2 }, { failures: 2 }]);
    await one.jobs.settled();
    expect(tries).toBe(6);
    const told = one.log.lines.filter((line) => line.includes('a job was refused'));
    expect(told).toEqual([expect.stringContaining('ESOCKET')]);
    expect(told.join()).toContain('tried');
    expect(await one.repository.countRefused()).toMatchObject([
      { kind: 'tried', lastFault: 'ESOCKET', count: 3 },
    ]);
  });

  it('that no node does goes when nobody wants it any more, and is late no longer', async () => {
    const one = node();
    const now = clock.now();
    await add(one, job(1, { expiresAt: now + 60_000 }), job(2, { runAt: now + 50_000 }));
    const lateSince = async (at: number) => (await one.repository.readFigures(at))[0]?.oldestDueAt;
    expect(Date.parse((await lateSince(now + 49_000)) as string)).toBe(now);
    expect(Date.parse((await lateSince(now + 61_000)) as string)).toBe(now + 50_000);
    await one.repository.forget({ failedBefore: now, now: now + 61_000 });
    expect((await rows()).map(({ about }) => about)).toEqual([2]);
  });
});

describe('several nodes', () => {
  it('do each of many jobs once', async () => {
    const shared = new TestClock();
    const done: number[] = [];
    const all = [node(shared), node(shared)];
    for (const each of all) {
      each.jobs.work('tried', async ({ payload }) => void done.push(payload.about as number));
      each.start();
    }
    const [first] = all as [(typeof all)[0]];
    await add(first, ...Array.from({ length: 200 }, (_, about) => job(about)));
    for (const { jobs } of all) jobs.wake();
    await expect.poll(rows).toEqual([]);
    expect(done.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, about) => about));
  });

  it('do what one of them had begun when it died, and the dead one ends nothing of it', async () => {
    const shared = new TestClock();
    const [dying, other] = [node(shared), node(shared)];
    let goOn = () => {};
    dying.jobs.work('tried', () => new Promise<void>((resolve) => (goOn = resolve)));
    dying.start();
    await add(dying, job(1));
    const leases = () => server.database.pool.query(`select 1 from jobs where kind = 'tried' and is_running`);
    await expect.poll(async () => (await leases()).rowCount).toBe(1);

    let finish = () => {};
    const ids: string[] = [];
    other.jobs.work('tried', async ({ id }) => {
      ids.push(id);
      await new Promise<void>((resolve) => (finish = resolve));
    });
    other.start();
    other.pass(59_000);
    await other.jobs.settled();
    expect(ids).toEqual([]);
    other.pass(2_000);
    await expect.poll(rows).toMatchObject([{ failures: 1 }]);
    await other.jobs.settled();
    other.pass(2_000);
    await expect.poll(() => ids).toHaveLength(1);
    goOn();
    await dying.jobs.settled();
    expect((await leases()).rowCount).toBe(1);
    finish();
    await expect.poll(rows).toEqual([]);
  });

  it('that stop give back what they could not end in time', async () => {
    const one = node();
    one.jobs.work(
      'tried',
      ({ signal }) => new Promise((_, reject) => (signal.onabort = () => reject(signal.reason))),
    );
    one.start();
    await add(one, job(1));
    const running = async () =>
      (await server.database.pool.query(`select 1 from jobs where kind = 'tried' and is_running`)).rowCount;
    await expect.poll(running).toBe(1);
    await one.stop();
    expect([await running(), await rows()]).toMatchObject([0, [{ state: 'waiting', failures: 0 }]]);
  });
});
