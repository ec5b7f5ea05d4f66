import type pg from 'pg';

/** What PostgreSQL tells of itself to the account of the server. */
export interface DatabaseFacts {
  readonly version: string;
  readonly encoding: string;
  readonly locale: string;
  readonly megabytes: number;
  readonly isEncrypted: boolean;
  readonly mayCreateSchemas: boolean;
  readonly mayCreateTables: boolean;
  /** Tables of ours that belong to somebody else: the next version could not change them. */
  readonly foreignTables: number;
  /** Connections that may still be opened, by everybody together. */
  readonly freeConnections: number;
  readonly isPooled: boolean;
  /** Whether statements of the account end by themselves where the limits of a session do not hold. */
  readonly hasOwnLimits: boolean;
  /** The code of what refused a row in a table that is gone with its transaction; undefined when it was taken. */
  readonly refusesWrites: string | undefined;
}

const FACTS = `
  select current_setting('server_version') as version,
         current_setting('server_encoding') as encoding,
         (select datcollate from pg_database where datname = current_database()) as locale,
         round(pg_database_size(current_database()) / 1e6)::int as megabytes,
         coalesce((select ssl from pg_stat_ssl where pid = pg_backend_pid()), false) as "isEncrypted",
         has_database_privilege(current_database(), 'create') as "mayCreateSchemas",
         has_schema_privilege('public', 'create') and has_schema_privilege('public', 'usage') as "mayCreateTables",
         (select count(*)::int from pg_tables
           where (schemaname = 'drizzle' or (schemaname = 'public' and tablename in ('messages', 'conversations', 'bookings')))
             and not pg_has_role(tableowner, 'usage')) as "foreignTables",
         current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
           - (select sum(numbackends)::int from pg_stat_database) as "freeConnections",
         exists (select from pg_db_role_setting, unnest(setconfig) as setting
           where setrole in (0, current_user::regrole) and setting like 'statement_timeout=%') as "hasOwnLimits"`;

/** @param isPooled whether a pooler deals out the sessions of this connection */
export async function readDatabaseFacts(client: pg.ClientBase, isPooled: boolean): Promise<DatabaseFacts> {
  const { rows } = await client.query<Omit<DatabaseFacts, 'isPooled' | 'refusesWrites'>>(FACTS);
  const facts = rows[0];
  if (facts === undefined) throw new Error('cannot read what the database tells of itself');
  return { ...facts, isPooled, refusesWrites: await tryToWrite(client) };
}

/** Into a table that nobody else sees, undone at once: a full disk refuses it. */
async function tryToWrite(client: pg.ClientBase): Promise<string | undefined> {
  try {
    await client.query('begin');
    await client.query(
      `create temporary table doctor on commit drop as select repeat('x', 1000) from generate_series(1, 1000)`,
    );
    return undefined;
  } catch (thrown) {
    return String((thrown as { code?: unknown }).code ?? 'unknown');
  } finally {
    await client.query('rollback').catch(() => {});
  }
}
