import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../../server/dist/main.js', import.meta.url));
const START_MS = 60_000;

/** The built server, as a process with an empty database of its own. */
export interface LaunchedServer {
  readonly port: number;
  close(): Promise<void>;
}

/** @param env settings on top of the test's own: a free port, no limits, few words */
export async function launchServer(env: Readonly<Record<string, string>> = {}): Promise<LaunchedServer> {
  const directory = mkdtempSync(join(tmpdir(), 'jiggy-browser-'));
  const server = spawn(process.execPath, [main], {
    env: {
      ...process.env,
      PORT: '0',
      DATA_DIR: directory,
      RATE_LIMITS: 'off',
      LOG_LEVEL: 'warn',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  server.stdout.on('data', (chunk) => {
    output += chunk;
  });
  server.stderr.on('data', (chunk) => {
    output += chunk;
  });
  const ended = new Promise((resolve) => server.once('exit', resolve));

  const port = await untilReady(server, () => output);
  return {
    port,
    close: async () => {
      server.kill('SIGTERM');
      await ended;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** The server takes a port that is free and says which, once it is ready. */
function untilReady(server: ChildProcess, output: () => string): Promise<number> {
  return new Promise((resolve, reject) => {
    const tooLate = setTimeout(() => fail('the server did not become ready'), START_MS);
    const fail = (reason: string) => {
      clearTimeout(tooLate);
      reject(new Error(`${reason}:\n${output()}`));
    };
    server.once('exit', () => fail('the server ended at its start'));
    server.stdout?.on('data', () => {
      const port = / Open +https?:\/\/[^:]+:(\d+)/.exec(output())?.[1];
      if (port === undefined) return;
      clearTimeout(tooLate);
      resolve(Number(port));
    });
  });
}
