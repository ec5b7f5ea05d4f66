import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { inject } from 'vitest';
import { type RunningServer, type Served, startServer } from '../../src/bootstrap.ts';
import { Cluster } from '../../src/cluster/cluster.ts';
import { loadConfig } from '../../src/config/config.ts';
import type { Database } from '../../src/database/database.ts';
import { openDatabase } from '../../src/database/open-database.ts';
import { UNPROMISED } from '../../src/edge/promised-refusals.ts';
import { createLog } from '../../src/operations/log.ts';
import type { Ground } from '../../src/platform/platform.module.ts';
import { copyTemplate } from './database-template.ts';

/** A whole server on a free port with a database of its own. */
export interface TestServer {
  readonly url: string;
  readonly api: string;
  readonly port: number;
  readonly app: RunningServer['app'];
  readonly database: Database;
  /** Every line that it has logged. */
  readonly logged: readonly string[];
  /** Also states that it has refused nothing with a code that the protocol does not promise there. */
  close(): Promise<void>;
}

/** A database for one test file, or for several servers of one test. */
export interface OwnDatabase {
  /** The settings that lead to it. */
  readonly env: Record<string, string>;
  remove(): Promise<void>;
}

export async function createDatabase(): Promise<OwnDatabase> {
  const source = inject('database');
  const home = mkdtempSync(join(tmpdir(), 'jiggy-server-'));
  const removeHome = () => rmSync(home, { recursive: true, force: true });
  const dataDir = join(home, 'data');
  if (source.kind === 'embedded') {
    await copyTemplate(dataDir);
    return { env: { DATA_DIR: dataDir }, remove: async () => removeHome() };
  }
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await onServer(source.url, `create database ${name} template ${source.template}`);
  const url = new URL(source.url);
  url.pathname = `/${name}`;
  return {
    env: { DATA_DIR: dataDir, DATABASE_URL: url.href },
    remove: async () => {
      removeHome();
      await onServer(source.url, `drop database ${name} with (force)`);
    },
  };
}

/**
 * Starts a server in this process, by the same code as `main`.
 *
 * @param env  settings on top of the test's own: a free port, `NODE_ENV=test`, no demo, no limits
 * @param database  an own one where it is not given
 * @param served    what is served, where that is more than our own house
 */
export async function startTestServer(
  env: Record<string, string> = {},
  database?: OwnDatabase,
  served?: (ground: Ground) => Served,
): Promise<TestServer> {
  const own = database ?? (await createDatabase());
  const config = loadConfig({ NODE_ENV: 'test', PORT: '0', RATE_LIMITS: 'off', ...own.env, ...env });
  const logged: string[] = [];
  const log = createLog(config.logLevel, { write: (line) => logged.push(line) });
  const opened = await openDatabase({ url: config.databaseUrl, dataDir: config.dataDir, log });
  const cluster = await Cluster.open(config.redisUrl, log);
  const ground = { config, log, database: opened, cluster };
  const server = await startServer(ground, served?.(ground));
  const url = `http://127.0.0.1:${server.port}`;
  return {
    url,
    api: `${url}/api/v1`,
    port: server.port,
    app: server.app,
    database: opened,
    logged,
    close: async () => {
      await server.close();
      await opened.close();
      cluster.close();
      if (database === undefined) await own.remove();
      requirePromised(logged);
    },
  };
}

function requirePromised(logged: readonly string[]): void {
  const unpromised = logged.filter((line) => line.includes(UNPROMISED));
  if (unpromised.length > 0) throw new Error([...new Set(unpromised.map(withoutTime))].join(''));
}

const withoutTime = (line: string) => line.replace(/"time":[^,]+,/, '');

/** From the database that nobody copies: one to which somebody is connected cannot be a template. */
async function onServer(url: string, statement: string): Promise<void> {
  const maintenance = new URL(url);
  maintenance.pathname = '/postgres';
  const client = new pg.Client({ connectionString: maintenance.href });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
