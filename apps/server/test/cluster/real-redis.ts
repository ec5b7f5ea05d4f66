import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '../support/free-port.ts';

/** A Redis that keeps nothing: after `kill` and `start` it is empty. */
export interface RealRedis {
  readonly url: string;
  /** Another one after `start`. */
  readonly pid: number;
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Stops it from answering while its connections stay open. */
  freeze(): void;
  thaw(): void;
  stop(): Promise<void>;
}

/**
 * Starts a Redis of its own on a free loopback port.
 *
 * @param settings as its command line takes them
 * @throws Error when none is installed
 */
export async function startRealRedis(settings: readonly string[] = []): Promise<RealRedis> {
  const home = mkdtempSync(join(tmpdir(), 'jiggy-redis-'));
  const port = await findFreePort();
  let server: ChildProcess;
  const killAtExit = (): void => void server.kill('SIGKILL');
  const start = async (): Promise<void> => {
    server = spawn(
      'redis-server',
      [
        ...['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', home],
        ...settings,
      ],
      { stdio: ['ignore', 'pipe', 'ignore'] },
    );
    await waitUntilReady(server);
  };
  const kill = async (): Promise<void> => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGKILL');
    await ended;
  };
  process.once('exit', killAtExit);
  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    get pid() {
      return server.pid ?? 0;
    },
    kill,
    start,
    freeze: () => void server.kill('SIGSTOP'),
    thaw: () => void server.kill('SIGCONT'),
    stop: async () => {
      await kill();
      process.off('exit', killAtExit);
      rmSync(home, { recursive: true, force: true });
    },
  };
}

async function waitUntilReady(server: ChildProcess): Promise<void> {
  let output = '';
  await new Promise<void>((resolve, reject) => {
    server.stdout?.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-4_000);
      if (output.includes('Ready to accept connections')) resolve();
    });
    server.once('error', (cause) =>
      reject(
        new Error('cannot start Redis for the tests: it is not installed; run `npm run setup:test`', {
          cause,
        }),
      ),
    );
    server.once('exit', (code) =>
      reject(new Error(`cannot start Redis for the tests: it ended with ${code}: ${output}`)),
    );
  });
}
