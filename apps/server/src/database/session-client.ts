import pg from 'pg';
import { columnTypes } from './column-types.ts';

type Release = (error?: Error | boolean) => void;

const NO_TIME_LIMITS =
  'set statement_timeout = 0; set lock_timeout = 0; set idle_in_transaction_session_timeout = 0';
const sendQuery = pg.Client.prototype.query as (...args: unknown[]) => unknown;

/**
 * The connection that our pools are made of. It differs from `pg.Client` in points that
 * neither `pg` nor drizzle lets one configure: whose column types count, what a failed
 * statement does to the connection, and a session without time limits.
 */
export class SessionClient extends pg.Client {
  #release: Release = () => {};

  /**
   * `pool.query` hands back the connection together with any error, and the pool then throws
   * the connection away. A statement that PostgreSQL merely refused (a unique key, a timeout)
   * leaves the session intact, and opening another costs more than the statement did.
   */
  set release(give: Release) {
    this.#release = (error) => give(isRefusal(error) ? undefined : error);
  }

  get release(): Release {
    return this.#release;
  }

  /** For the rest of this session a statement may take as long as it likes, on both sides of the connection. */
  async liftTimeLimits(): Promise<void> {
    const settings = (this as unknown as { connectionParameters: { query_timeout?: number } })
      .connectionParameters;
    settings.query_timeout = 0;
    await this.query(NO_TIME_LIMITS);
  }
}

// Not a method of the class, because its many overloads cannot be overridden with types.
// Drizzle sends its own column types with each query and falls back to pg's global ones.
Object.defineProperty(SessionClient.prototype, 'query', {
  value: function query(this: SessionClient, statement: unknown, ...rest: unknown[]): unknown {
    return sendQuery.call(
      this,
      hasTypes(statement) ? { ...statement, types: columnTypes } : statement,
      ...rest,
    );
  },
});

function hasTypes(statement: unknown): statement is { types: unknown } {
  return (
    typeof statement === 'object' && statement !== null && 'types' in statement && !('submit' in statement)
  );
}

function isRefusal(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.severity === 'ERROR';
}
