import type { Config } from '../config/config.ts';
import type { Log } from './log.ts';

/** Says at start what is unsafe: in the log, and beside it where the log keeps warnings to itself. */
export function tellWarnings({ warnings, logLevel }: Pick<Config, 'warnings' | 'logLevel'>, log: Log): void {
  const isQuiet = ['error', 'fatal', 'silent'].includes(logLevel);
  for (const warning of warnings) {
    log.warn({}, warning);
    if (isQuiet) process.stderr.write(`${warning}\n`);
  }
}
