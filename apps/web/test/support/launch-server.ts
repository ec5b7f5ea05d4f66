import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
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
  const port = await freePort();
  const server = spawn(process.execPath, [main], {
    env: {
      ...process.env,
      PORT: String(port),
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

  await untilReady(port, () => {
    if (server.exitCode !== null) throw new Error(`the server ended at its start:\n${output}`);
  });
  return {
    port,
    close: async () => {
      server.kill('SIGTERM');
      await ended;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function untilReady(port: number, check: () => void): Promise<void> {
  const deadline = Date.now() + START_MS;
  for (;;) {
    check();
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/health/ready`).catch(() => undefined);
    if (answer?.ok) return;
    if (Date.now() > deadline) throw new Error('the server did not become ready');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(address !== null && typeof address === 'object' ? address.port : 0));
    });
  });
}
