import pino from 'pino';

/** Ids, codes, counts and durations only: never a token, a password, a name, an SDP or the text of a message. */
export abstract class Log {
  abstract debug(facts: object, what: string): void;
  abstract info(facts: object, what: string): void;
  abstract warn(facts: object, what: string): void;
  abstract error(facts: object, what: string): void;
}

/** JSON lines in production, readable lines elsewhere. */
export function createLog(level: string, readable: boolean): pino.Logger {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    ...(readable ? { hooks: { streamWrite: readableLine } } : {}),
  });
}

function readableLine(line: string): string {
  const { level, time, msg, ...facts } = JSON.parse(line) as Record<string, unknown>;
  const details = Object.entries(facts).map(
    ([key, value]) => `${key}=${typeof value === 'object' ? JSON.stringify(value) : value}`,
  );
  return `${String(time).slice(11, 23)} ${String(level).padEnd(5)} ${msg}${details.length === 0 ? '' : `  ${details.join(' ')}`}\n`;
}
