import type { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';
import pg from 'pg';
import { columnTypes } from './column-types.ts';
import { databaseCode, spoilsConnection } from './database-error.ts';
import type { OpenSessions } from './open-sessions.ts';
import type { StatementNames } from './statement-names.ts';

type Release = (error?: Error | boolean) => void;
type Answered = (...args: unknown[]) => void;

/** What pg keeps of a connection and does not describe in its types. */
interface Wire {
  readonly connection: EventEmitter & { readonly stream: Duplex };
}

const SECOND_LOOK_MS = 100;
/** `feature_not_supported`: the cached plan must not change its result; `invalid_sql_statement_name`. */
const STALE_PLAN: ReadonlySet<string> = new Set(['0A000', '26000']);
const sendQuery = pg.Client.prototype.query as (...args: unknown[]) => unknown;

/**
 * The connection that our pools are made of. It differs from `pg.Client` in points that neither `pg` nor drizzle lets
 * one configure: whose column types count, what a failed statement does to the connection, how long one waits for an
 * answer and what then happens to the others, and no prepared statements where a pooler deals out sessions.
 */
export class SessionClient extends pg.Client {
  /** Whether a pooler stands between: the session of one statement need not be that of the next. */
  isPooled = false;
  readonly names: StatementNames;
  readonly #sessions: OpenSessions;
  readonly #number: number;
  #answerMs: number;
  #isSpoilt = false;
  #waiting = 0;
  #release: Release = () => {};

  /** @param answerMs how long a statement may stay without an answer; 0 = for ever */
  constructor(config: pg.ClientConfig, sessions: OpenSessions, names: StatementNames, answerMs: number) {
    super(config);
    this.names = names;
    this.#sessions = sessions;
    this.#number = sessions.add(this);
    this.#answerMs = answerMs;
    const { connection } = this as unknown as Wire;
    // Here and not where statements are asked for, since drizzle's transactions keep their errors to themselves.
    connection.on('errorMessage', (error: pg.DatabaseError) => {
      this.#isSpoilt ||= spoilsConnection(error.code);
      sessions.refused(error);
    });
    connection.on('readyForQuery', () => sessions.heard());
  }

  /**
   * `pool.query` hands back the connection together with any error, and the pool then throws
   * the connection away. A statement that PostgreSQL merely refused (a unique key, a timeout)
   * leaves the session intact, and opening another costs more than the statement did. A transaction hands
   * it back without its error: then what the server has said decides.
   */
  set release(give: Release) {
    this.#release = (error) => give(this.isDiscarded || (isRefusal(error) ? undefined : error));
  }

  get release(): Release {
    return this.#release;
  }

  /** Whether it must not be used for another statement. */
  get isDiscarded(): boolean {
    return this.#isSpoilt || this.#sessions.isDiscarded(this.#number);
  }

  /** Whether a statement is on its way. */
  get isWaiting(): boolean {
    return this.#waiting > 0;
  }

  /** From now on a statement may take as long as it likes on this side of the connection. */
  waitForEver(): void {
    this.#answerMs = 0;
  }

  /** Ends the connection at once; what waits on it fails with the error. */
  cut(error: Error): void {
    (this as unknown as Wire).connection.stream.destroy(error);
  }

  /** A statement that was prepared before its tables changed fails for ever under its name. */
  learn(refusal: unknown, statement: unknown): void {
    if (!STALE_PLAN.has(databaseCode(refusal) ?? '')) return;
    if (typeof statement === 'object' && statement !== null && 'text' in statement)
      this.names.distrust(String(statement.text));
  }

  /** @returns what is to be called with the answer */
  expectAnswer(): () => void {
    const sentAt = performance.now();
    this.#waiting += 1;
    const giveUp = (): void => this.#sessions.unanswered(this, sentAt);
    // If it was we who were held up, the answer lies there and is read in the next turn.
    const judge = (): void => {
      timer = setTimeout(giveUp, SECOND_LOOK_MS);
    };
    let timer = this.#answerMs > 0 ? setTimeout(judge, this.#answerMs) : undefined;
    return () => {
      clearTimeout(timer);
      this.#waiting -= 1;
    };
  }
}

// Not a method of the class, because its many overloads cannot be overridden with types.
// Drizzle sends its own column types with each query and falls back to pg's global ones.
Object.defineProperty(SessionClient.prototype, 'query', {
  value: function query(this: SessionClient, statement: unknown, ...rest: unknown[]): unknown {
    const answered = this.expectAnswer();
    const fitting = fitted(statement, rest, this);
    const callback = rest.at(-1);
    if (typeof callback === 'function') {
      const told: Answered = (...args) => {
        answered();
        this.learn(args[0], fitting);
        (callback as Answered)(...args);
      };
      return sendQuery.call(this, fitting, ...rest.slice(0, -1), told);
    }
    const result = sendQuery.call(this, fitting, ...rest) as Promise<unknown>;
    result.then(answered, (refusal: unknown) => {
      answered();
      this.learn(refusal, fitting);
    });
    return result;
  },
});

/**
 * The statement with our column types, and with a name where it comes often: without one where a pooler deals out
 * sessions, since it could not be found again.
 */
function fitted(statement: unknown, rest: readonly unknown[], { isPooled, names }: SessionClient): unknown {
  const hasValues = Array.isArray(rest[0]);
  if (typeof statement === 'string') {
    const name = hasValues && !isPooled ? names.nameOf(statement) : undefined;
    return name === undefined ? statement : { text: statement, name };
  }
  if (typeof statement !== 'object' || statement === null || 'submit' in statement) return statement;
  const { text, name, values } = statement as { text: string; name?: string; values?: unknown };
  const isPlanned = hasValues || Array.isArray(values);
  return {
    ...statement,
    ...('types' in statement ? { types: columnTypes } : {}),
    name: isPooled ? undefined : (name ?? (isPlanned ? names.nameOf(text) : undefined)),
  };
}

function isRefusal(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.severity === 'ERROR';
}
