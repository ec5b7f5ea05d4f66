export type LogLevel = 'debug' | 'info' | 'warn';

/**
 * One thing that the client did or met. It names events, paths, ids, codes and times, and never a text, a name, a token
 * or a description of a call.
 */
export interface LogEntry {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** `debug`: each request and event. `info`: a change of state. `warn`: what failed. */
  readonly level: LogLevel;
  /** `request`, `sent`, `received`, `socket`, `connection` or `session`. */
  readonly event: string;
  readonly details: Readonly<Record<string, string | number | boolean>>;
}

export type Logger = (entry: LogEntry) => void;

const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn'];

/** Writes to the console what is at least that important. */
export function consoleLogger(least: LogLevel = 'debug'): Logger {
  const { console } = globalThis as unknown as { console: Record<LogLevel, (...words: unknown[]) => void> };
  return ({ at, level, event, details }) => {
    if (LEVELS.indexOf(level) < LEVELS.indexOf(least)) return;
    console[level](`${new Date(at).toISOString()} jiggy-care ${event}`, details);
  };
}
