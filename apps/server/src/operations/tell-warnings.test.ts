import { expect, test, vi } from 'vitest';
import { createLog } from './log.ts';
import { tellWarnings } from './tell-warnings.ts';

test.each(['trace', 'info', 'warn', 'error', 'fatal', 'silent'])(
  'what is unsafe is said once at start, also where the log is set to %s',
  (logLevel) => {
    const said: string[] = [];
    vi.spyOn(process.stderr, 'write').mockImplementation((words) => said.push(String(words)) > 0);
    const log = createLog(logLevel, { write: (line) => said.push(line) });
    tellWarnings({ warnings: ['RATE_LIMITS=off: nothing is limited.'], logLevel }, log);
    expect(said).toEqual([expect.stringContaining('RATE_LIMITS=off: nothing is limited.')]);
    vi.restoreAllMocks();
  },
);
