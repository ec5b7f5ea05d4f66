import { DomainError } from '../errors/domain-error.ts';

/** The way to the database is broken: system errors of sockets and names, and what TLS does not accept. */
const UNREACHABLE =
  /^(ECONN(REFUSED|RESET|ABORTED)|E(HOST|NET)(UNREACH|DOWN)|ENOTFOUND|EAI_AGAIN|EPIPE|ETIMEDOUT|ENOENT|(SELF_SIGNED|DEPTH_ZERO|UNABLE_TO|CERT_|ERR_TLS_|ERR_SSL_|EPROTO).*)$/;
/**
 * SQLSTATE classes and codes that say "not now": lost connections, a login that is refused for the moment, a session
 * that is not ours alone, shutdown, no room, no disk, lock or statement time-out, a server that takes no writes.
 */
const NOT_NOW = /^(08...|28...|3D000|57P..|53...|58...|55P03|57014|40001|40P01|25006|26000|42P05)$/;
/** Refusals of a statement alone: the session in which it ran is as good as before. */
const OF_THE_STATEMENT = /^(2[0-3]...|42(?!P05)...|44...|54...|55...|P0...|57014|40P01|53100|53400)$/;
const SQLSTATE = /^[0-9A-Z]{5}$/;
const POOL_WORDS =
  /timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error|not queryable|pool after calling end/i;

/** What was thrown and what caused it, the outermost first. */
function* causesOf(thrown: unknown): Generator<Error> {
  for (let error = thrown, depth = 0; error instanceof Error && depth < 6; error = error.cause, depth += 1) {
    yield error;
  }
}

/** The SQLSTATE, or the system's code, of whatever was thrown, looked for through Drizzle's wrapping. */
export function databaseCode(thrown: unknown): string | undefined {
  for (const error of causesOf(thrown)) {
    const { code } = error as { code?: unknown };
    if (typeof code === 'string' && (SQLSTATE.test(code) || UNREACHABLE.test(code))) return code;
  }
  return undefined;
}

/** Whether the database could not be reached or had no time, so that the same request may succeed later. */
export function isDatabaseUnavailable(thrown: unknown): boolean {
  const code = databaseCode(thrown);
  if (code !== undefined && (UNREACHABLE.test(code) || NOT_NOW.test(code))) return true;
  return [...causesOf(thrown)].some(({ message }) => POOL_WORDS.test(message));
}

/** The polite refusal of what the database cannot do just now, which keeps why; `undefined` for any other error. */
export function asUnavailable(thrown: unknown): DomainError | undefined {
  if (!isDatabaseUnavailable(thrown)) return undefined;
  return new DomainError('unavailable', 'The server cannot reach its database just now, please try again', {
    retryAfterMs: 1_000,
    cause: thrown,
  });
}

/**
 * Whether an error of the server says something about the session or the server, and not about the statement
 * alone. Such a connection would fail the next one too: it is thrown away, so that a new one may reach a better server.
 *
 * @param code SQLSTATE
 */
export function spoilsConnection(code: string | undefined): boolean {
  return code === undefined || !OF_THE_STATEMENT.test(code);
}

/** Whether a unique constraint refused it. */
export function isUniqueViolation(thrown: unknown): boolean {
  return databaseCode(thrown) === '23505';
}

/** Whether somebody else held a row for longer than one waits. */
export function isLockTimeout(thrown: unknown): boolean {
  return databaseCode(thrown) === '55P03';
}
