import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from './free-port.ts';

/** A coturn with time-limited credentials, as our server makes them. After `restart` it knows no allocation. */
export interface RealTurn {
  /** `turn:` addresses, first over UDP, then over TCP. */
  readonly urls: readonly string[];
  readonly secret: string;
  /** The settings that make our server hand out credentials for it. */
  readonly env: { readonly TURN_URLS: string; readonly TURN_SECRET: string };
  readonly address: string;
  readonly port: number;
  /** Every line that it has logged. */
  readonly logged: readonly string[];
  /** Stops it from answering and relaying while everything stays allocated: a black hole. */
  freeze(): void;
  thaw(): void;
  /** Kills it and starts it anew on the same port; resolves when it answers again. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

interface TurnWishes {
  /** Where it listens and relays; loopback where not given. */
  readonly address?: string;
  /** Used in place of all settings but the addresses, the ports, the secret and where it keeps files. */
  readonly configFile?: string;
  /** Further flags. */
  readonly flags?: readonly string[];
}

const SECRET = 'only-for-tests';
/** Below the ports that the system gives out by itself. */
const RELAY_PORTS = { first: 20_000, last: 32_000, count: 400 };
const START_TIMEOUT_MS = 10_000;
const PROBE_EVERY_MS = 50;

/**
 * Starts a `turnserver` of its own on free ports, which relays to loopback too.
 *
 * @throws Error when coturn is not installed or does not answer
 */
export async function startTurn({
  address = '127.0.0.1',
  configFile,
  flags = [],
}: TurnWishes = {}): Promise<RealTurn> {
  const home = mkdtempSync(join(tmpdir(), 'jiggy-turn-'));
  const port = await findFreePort(address);
  const { first, last, count } = RELAY_PORTS;
  const minPort = first + Math.floor(Math.random() * (last - first - count));
  const settings =
    configFile === undefined
      ? [
          ...['-n', '--use-auth-secret', '--realm=jiggy.test', '--fingerprint'],
          ...['--no-cli', '--no-tls', '--no-dtls', '--allow-loopback-peers'],
        ]
      : ['-c', configFile];
  const args = [
    ...settings,
    ...[`--listening-ip=${address}`, `--relay-ip=${address}`, `--listening-port=${port}`],
    ...[`--min-port=${minPort}`, `--max-port=${minPort + count}`, `--static-auth-secret=${SECRET}`],
    // Without its own database it would open the one that all on this machine share.
    ...[`--userdb=${join(home, 'users')}`, `--pidfile=${join(home, 'pid')}`],
    ...['--log-file=stdout', '--simple-log', ...flags],
  ];

  const logged: string[] = [];
  let server: ChildProcess;
  const killAtExit = (): void => void server.kill('SIGKILL');
  const start = async (): Promise<void> => {
    server = spawn('turnserver', args, { cwd: home, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const output of [server.stdout, server.stderr]) {
      output?.on('data', (chunk: Buffer) => logged.push(...chunk.toString().split('\n').filter(Boolean)));
    }
    await waitUntilAnswering(server, { address, port, logged });
  };
  const kill = async (): Promise<void> => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGKILL');
    await ended;
  };
  const remove = (): void => {
    process.off('exit', killAtExit);
    rmSync(home, { recursive: true, force: true });
  };
  process.once('exit', killAtExit);
  try {
    await start();
  } catch (thrown) {
    await kill();
    remove();
    throw thrown;
  }

  const urls = ['udp', 'tcp'].map((transport) => `turn:${address}:${port}?transport=${transport}`);
  return {
    urls,
    secret: SECRET,
    env: { TURN_URLS: urls.join(), TURN_SECRET: SECRET },
    address,
    port,
    logged,
    freeze: () => void server.kill('SIGSTOP'),
    thaw: () => void server.kill('SIGCONT'),
    restart: async () => {
      await kill();
      await start();
    },
    stop: async () => {
      await kill();
      remove();
    },
  };
}

/** It says nothing of its own when it is ready, so it is asked for a STUN binding until it answers. */
async function waitUntilAnswering(
  server: ChildProcess,
  { address, port, logged }: Pick<RealTurn, 'address' | 'port' | 'logged'>,
): Promise<void> {
  const bindingRequest = Buffer.from('000100002112a4420123456789abcdef01234567', 'hex');
  const socket = createSocket('udp4');
  const ask = () => socket.send(bindingRequest, port, address, () => {});
  const asking = setInterval(ask, PROBE_EVERY_MS);
  const timer = setTimeout(() => server.kill('SIGKILL'), START_TIMEOUT_MS);
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('message', () => resolve());
      socket.on('error', () => {}); // nobody listens there yet
      server.once('error', (cause) =>
        reject(
          new Error('cannot start coturn for the tests: it is not installed; run `npm run setup:test`', {
            cause,
          }),
        ),
      );
      server.once('exit', (code, signal) =>
        reject(
          new Error(
            `cannot start coturn for the tests: it ended with ${code ?? signal}: ${logged.slice(-20).join('\n')}`,
          ),
        ),
      );
    });
  } finally {
    clearInterval(asking);
    clearTimeout(timer);
    socket.close();
  }
}
