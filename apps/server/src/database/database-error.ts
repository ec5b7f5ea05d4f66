const CONNECTION_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'ENOENT',
]);
/** SQLSTATE classes and codes that say "not now": lost connections, shutdown, no room, lock or statement timeout. */
const NOT_NOW = /^(08...|57P..|53...|55P03|57014|40001|40P01|25006)$/;
const POOL_WORDS =
  /timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error|not queryable|Query read timeout|pool after calling end/i;

/** The PostgreSQL error code of whatever was thrown, looked for through Drizzle's wrapping. */
function sqlState(thrown: unknown): string | undefined {
  for (let error = thrown, depth = 0; error instanceof Error && depth < 5; error = error.cause, depth += 1) {
    const code = (error as { code?: unknown }).code;
    if (typeof code === 'string') return code;
  }
  return undefined;
}

/** Whether the database could not be reached or had no time, so that the same request may succeed later. */
export function isDatabaseUnavailable(thrown: unknown): boolean {
  const code = sqlState(thrown);
  if (code !== undefined && (CONNECTION_CODES.has(code) || NOT_NOW.test(code))) return true;
  for (let error = thrown, depth = 0; error instanceof Error && depth < 5; error = error.cause, depth += 1) {
    if (POOL_WORDS.test(error.message)) return true;
  }
  return false;
}

/** Whether a unique constraint refused it. */
export function isUniqueViolation(thrown: unknown): boolean {
  return sqlState(thrown) === '23505';
}

/** Whether somebody else held a row for longer than one waits. */
export function isLockTimeout(thrown: unknown): boolean {
  return sqlState(thrown) === '55P03';
}
