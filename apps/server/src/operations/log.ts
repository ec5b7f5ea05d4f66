import pino from 'pino';
import { printable } from './printable.ts';

/** Ids, codes, counts and durations only: never a token, a password, a name, an SDP or the text of a message. */
export abstract class Log {
  abstract debug(facts: object, what: string): void;
  abstract info(facts: object, what: string): void;
  abstract warn(facts: object, what: string): void;
  abstract error(facts: object, what: string): void;
}

interface LineTarget {
  write(line: string): void;
}

/** One JSON object per line, to standard output unless told otherwise. */
export function createLog(level: string, target: LineTarget = process.stdout): pino.Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return pino(options, target);
}

/** The same lines for a person at a terminal. */
export const readableOutput: LineTarget = {
  write: (line) => void process.stdout.write(`${printable(readableLine(line))}\n`),
};

function readableLine(line: string): string {
  const { level, time, msg, ...facts } = JSON.parse(line) as Record<string, unknown>;
  const details = Object.entries(facts).map(
    ([key, value]) => `${key}=${typeof value === 'object' ? JSON.stringify(value) : value}`,
  );
  return `${String(time).slice(11, 23)} ${String(level).padEnd(5)} ${msg}${details.length === 0 ? '' : `  ${details.join(' ')}`}`;
}
