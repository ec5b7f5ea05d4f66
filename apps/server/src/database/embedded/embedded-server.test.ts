import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { copyTemplate } from '../../../test/support/database-template.ts';
import { StartupError } from '../../errors/startup-error.ts';
import type { Database } from '../database.ts';
import { openDatabase } from '../open-database.ts';
import { SessionPool } from '../session-pool.ts';
import { EmbeddedConnection } from './embedded-connection.ts';
import { startEmbeddedServer } from './embedded-server.ts';

const log = { info: vi.fn(), warn: () => {}, error: vi.fn() };
const scratch = mkdtempSync(join(tmpdir(), 'jiggy-embedded-'));
const dataDir = join(scratch, 'data');
const children: ChildProcess[] = [];
let database: Database;

beforeAll(async () => {
  await copyTemplate(dataDir);
  database = await openDatabase({ dataDir, log });
  await database.pool.query('create table notes (id int primary key)');
}, 60_000);

afterAll(async () => {
  await database.close();
  for (const child of children) child.kill('SIGKILL');
  rmSync(scratch, { recursive: true, force: true });
});

/** A process that opens the database of `directory` and then runs `body`, where `database` is at hand. */
function startProcess(directory: string, body: string): ChildProcess {
  const script = `
    import { openDatabase } from ${JSON.stringify(new URL('../open-database.ts', import.meta.url).href)};
    const log = { info() {}, warn() {}, error() {} };
    const database = await openDatabase({ dataDir: ${JSON.stringify(directory)}, log });
    ${body}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

async function untilItFails(pool: pg.Pool): Promise<never> {
  for (;;) await pool.query('select 1');
}

describe('the embedded database', () => {
  it('does not hold up the server while it computes', async () => {
    let turns = 0;
    const turning = setInterval(() => (turns += 1), 1);
    await database.pool.query('select count(*) from generate_series(1, 3000000)');
    clearInterval(turning);
    expect(turns).toBeGreaterThan(10);
  });

  it('is refused to a second process', async () => {
    const second = startProcess(dataDir, '');
    let complaint = '';
    second.stderr?.on('data', (text) => {
      complaint += text;
    });
    const [code] = await once(second, 'exit');
    expect(code).toBe(1);
    expect(complaint).toContain(`is already in use by process ${process.pid};`);
  });

  it('starts each session clean, whatever the last one left', async () => {
    const leaver = await database.pool.connect();
    await leaver.query({ name: 'mine', text: 'select 1 as left' });
    await leaver.query("set application_name to 'left behind'; begin; insert into notes values (0)");
    leaver.release(true);
    const fresh = await database.pool.query({ name: 'mine', text: 'select 2 as fresh' });
    expect(fresh.rows).toEqual([{ fresh: 2 }]);
    const { rows } = await database.pool.query(
      "select (select count(*) from notes) as notes, current_setting('application_name') as name",
    );
    expect(rows).toEqual([{ notes: 0, name: '' }]);
  });

  it('keeps what it holds over a restart', async () => {
    await database.pool.query('insert into notes values (1)');
    await database.close();
    log.info.mockClear();
    database = await openDatabase({ dataDir, log });
    expect((await database.pool.query('select id from notes')).rows).toEqual([{ id: 1 }]);
    expect(log.info).not.toHaveBeenCalled(); // it was not created anew
    expect(log.error).not.toHaveBeenCalled();
  });
});

describe('when the embedded database dies', () => {
  it('running and later statements fail with a clear error, and the server learns of it', async () => {
    await database.close();
    const onDeath = vi.fn();
    const server = await startEmbeddedServer({
      directory: join(dataDir, 'database'),
      onFirstStart: () => {},
      onDeath,
    });
    const pool = new SessionPool(
      { ssl: false, max: 1, stream: () => new EmbeddedConnection(server.connect) },
      log,
    );
    await pool.query('select 1');
    const waiting = Promise.allSettled([
      pool.query('select pg_sleep(0.2)'),
      untilItFails(pool),
      untilItFails(pool),
    ]);
    server.connect().postMessage(null); // no message of the protocol: the worker throws
    const failed = { status: 'rejected', reason: expect.objectContaining({ code: '57P02' }) };
    expect((await waiting).slice(1)).toEqual([failed, failed]);
    await expect(pool.query('select 1')).rejects.toThrow('cannot reach the embedded database');
    expect(onDeath).toHaveBeenCalledTimes(1);
    await server.close();
    database = await openDatabase({ dataDir, log });
    await database.ping();
  });

  // Many more rounds, and other moments of a first start: npm run test:faults
  it('by kill -9 while it writes, every acknowledged row is kept', async () => {
    const directory = join(scratch, 'killed');
    await copyTemplate(directory);
    const writer = startProcess(
      directory,
      `await database.pool.query('create table if not exists kept (id serial primary key, text text not null)');
       for (;;) {
         const { rows } = await database.pool.query("insert into kept (text) values (repeat('x', 500)) returning id");
         console.log(rows[0].id);
       }`,
    );
    let output = '';
    writer.stdout?.on('data', (lines) => {
      output += lines;
    });
    const acknowledged = (): number[] => output.split('\n').slice(0, -1).map(Number);
    await vi.waitFor(() => expect(acknowledged().length).toBeGreaterThan(150), {
      timeout: 30_000,
      interval: 5,
    });
    await kill(writer);
    const survivor = await openDatabase({ dataDir: directory, log });
    const kept = await survivor.pool.query('select id from kept where id = any($1)', [acknowledged()]);
    expect(kept.rows).toHaveLength(acknowledged().length);
    const check = await survivor.pool.query(
      'select count(*) = count(distinct id) and bool_and(length(text) = 500) as sound from kept',
    );
    expect(check.rows).toEqual([{ sound: true }]);
    await survivor.close();
  }, 60_000);

  it('by kill -9 during its first start, the next start succeeds', async () => {
    const directory = join(scratch, 'first');
    const child = startProcess(directory, 'setInterval(() => {}, 1000);');
    await vi.waitFor(() => expect(existsSync(directory) && readdirSync(directory).length > 0).toBe(true), {
      timeout: 10_000,
    });
    await delay(1_200);
    await kill(child);
    const next = await openDatabase({ dataDir: directory, log });
    await next.ping();
    await next.close();
    const names = readdirSync(directory).filter((name) => !name.startsWith('lock.'));
    expect(names).toEqual(['database']);
  }, 60_000);
});

describe('files that are no database', () => {
  it('are refused with the cure and left alone', async () => {
    const directory = join(scratch, 'spoilt');
    mkdirSync(join(directory, 'database/PG_VERSION'), { recursive: true });
    const refusal = await openDatabase({ dataDir: directory, log }).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(StartupError);
    expect((refusal as StartupError).message).toContain(
      `cannot open the embedded database in ${directory}/database`,
    );
    expect(existsSync(join(directory, 'database/PG_VERSION'))).toBe(true);
  });
});
