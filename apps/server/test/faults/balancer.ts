import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findFreePort } from '../support/free-port.ts';

/** One address for several nodes. */
export interface Balancer {
  readonly kind: 'HAProxy' | 'a TCP balancer of our own';
  readonly url: string;
  readonly api: string;
  /** Waits until it gives new connections to all of them. */
  knowsAll(): Promise<void>;
  close(): Promise<void>;
}

/** HAProxy, where it is installed; else one of our own that knows how to find another node, and nothing more. */
export function startBalancer(ports: readonly number[]): Promise<Balancer> {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin'];
  const program = folders.map((folder) => join(folder, 'haproxy')).find(isProgram);
  return program === undefined ? startOwn(ports) : startHaproxy(program, ports);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function startHaproxy(program: string, ports: readonly number[]): Promise<Balancer> {
  const home = mkdtempSync(join(tmpdir(), 'jiggy-balancer-'));
  const [port, statusPort] = [await findFreePort(), await findFreePort()];
  const settings = join(home, 'haproxy.cfg');
  writeFileSync(
    settings,
    `defaults
  mode http
  timeout connect 2s
  timeout client 60s
  timeout server 60s
  timeout tunnel 120s
  # A node that refuses connections is left at the first try: waiting for it would take a second each time.
  retries 3
  option redispatch 1
frontend people
  bind 127.0.0.1:${port}
  default_backend nodes
backend nodes
  balance leastconn
  option httpchk GET /api/v1/health/ready
  default-server check inter 500ms fall 1 rise 1
${ports.map((each) => `  server node-${each} 127.0.0.1:${each}`).join('\n')}
listen status
  bind 127.0.0.1:${statusPort}
  stats enable
  stats uri /
`,
  );
  const child: ChildProcess = spawn(program, ['-db', '-f', settings], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let output = '';
  child.stderr?.on('data', (chunk) => {
    output += chunk;
  });
  const killAtExit = (): void => void child.kill('SIGKILL');
  process.once('exit', killAtExit);
  const countUp = async (): Promise<number> => {
    if (child.exitCode !== null) throw new Error(`HAProxy has ended: ${output}`);
    const status = await fetch(`http://127.0.0.1:${statusPort}/;csv`).then(
      (reply) => reply.text(),
      () => '',
    );
    return status.split('\n').filter((line) => /^nodes,node-\d+,/.test(line) && /,UP,/.test(line)).length;
  };
  return {
    ...addressOf('HAProxy', port),
    knowsAll: () => until(async () => (await countUp()) === ports.length),
    close: async () => {
      process.off('exit', killAtExit);
      if (child.exitCode === null) {
        const ended = new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGTERM');
        await ended;
      }
      rmSync(home, { recursive: true, force: true });
    },
  };
}

async function startOwn(ports: readonly number[]): Promise<Balancer> {
  const open = new Set<Socket>();
  let turn = 0;
  const server = createServer((near) => {
    keep(near);
    reach(near, turn++, ports.length);
  });
  function keep(socket: Socket): void {
    open.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => open.delete(socket));
  }
  function reach(near: Socket, index: number, tries: number): void {
    const far = connect(ports[index % ports.length] as number, '127.0.0.1');
    far.once('connect', () => {
      keep(far);
      near.pipe(far).pipe(near);
      near.once('close', () => far.destroy());
      far.once('close', () => near.end());
    });
    far.once('error', () => {
      if (tries > 1 && !near.destroyed) reach(near, index + 1, tries - 1);
      else near.destroy();
    });
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    ...addressOf('a TCP balancer of our own', (server.address() as { port: number }).port),
    knowsAll: async () => {},
    close: async () => {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}

function addressOf<K extends Balancer['kind']>(kind: K, port: number) {
  const url = `http://127.0.0.1:${port}`;
  return { kind, url, api: `${url}/api/v1` };
}

async function until(isSo: () => Promise<boolean>, withinMs = 15_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error('the balancer does not find all nodes');
    await sleep(50);
  }
}
