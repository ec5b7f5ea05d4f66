import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { findFreePort } from '../support/free-port.ts';

const deploy = fileURLToPath(new URL('../../../../deploy', import.meta.url));

export type Change = readonly [what: RegExp, by: string];
export interface RunningProxy {
  readonly url: string;
  stop(): Promise<void>;
}
/** Starts a proxy before two nodes with the settings of deploy/, in which only addresses are those of the test. */
export type StartProxy = (
  nodes: readonly [number, number],
  changes?: readonly Change[],
) => Promise<RunningProxy>;

export const startHaproxy: StartProxy = async ([one, two], changes = []) => {
  const port = await findFreePort();
  const settings = changed(readFileSync(join(deploy, 'haproxy.cfg'), 'utf8'), [
    // An account that may not open many files could not start it.
    [/maxconn 20000/, 'maxconn 1000'],
    [/^ {2}bind :80\n {2}bind :443 .*$/m, `  bind 127.0.0.1:${port}`],
    [/^ {2}http-request redirect scheme https.*\n/m, ''],
    [/10\.0\.0\.11:3000/, `127.0.0.1:${one}`],
    [/10\.0\.0\.12:3000/, `127.0.0.1:${two}`],
    ...changes,
  ]);
  return startProxy('haproxy', port, settings, (file) => ['-db', '-f', file]);
};

export const startNginx: StartProxy = async ([one, two], changes = []) => {
  const port = await findFreePort();
  const site = changed(readFileSync(join(deploy, 'nginx.conf'), 'utf8'), [
    [/server \{\n {2}listen 80;[\s\S]*?\n\}\n/, ''],
    [/listen 443 ssl;/, `listen 127.0.0.1:${port};`],
    [/^ {2}ssl_certificate.*\n {2}ssl_certificate_key.*\n/m, ''],
    [/10\.0\.0\.11:3000/, `127.0.0.1:${one}`],
    [/10\.0\.0\.12:3000/, `127.0.0.1:${two}`],
    ...changes,
  ]);
  const frame = `daemon off; error_log stderr; pid nginx.pid; events {} http { access_log off;
    client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path f; uwsgi_temp_path u; scgi_temp_path s;
    ${site} }`;
  return startProxy('nginx', port, frame, (file, home) => ['-p', home, '-e', 'stderr', '-c', file]);
};

function changed(text: string, changes: readonly Change[]): string {
  return changes.reduce((whole, [what, by]) => {
    if (!what.test(whole)) throw new Error(`cannot change the settings of deploy/: ${what} is not in them`);
    return whole.replace(what, by);
  }, text);
}

async function startProxy(
  program: string,
  port: number,
  settings: string,
  words: (file: string, home: string) => readonly string[],
): Promise<RunningProxy> {
  const home = mkdtempSync(join(tmpdir(), `jiggy-${program}-`));
  const file = join(home, 'settings');
  writeFileSync(file, settings);
  const child = spawn(program, words(file, home), {
    cwd: home,
    env: { PATH: `${process.env.PATH}${delimiter}/usr/sbin` },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  process.once('exit', () => child.kill('SIGKILL'));
  let output = '';
  child.stderr.on('data', (chunk: Buffer) => {
    output += chunk;
  });
  const url = `http://127.0.0.1:${port}`;
  await waitUntilAnswering(url, child, () => output);
  return {
    url,
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
      rmSync(home, { recursive: true });
    },
  };
}

async function waitUntilAnswering(url: string, child: ChildProcess, output: () => string): Promise<void> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const answers = await fetch(url).then(
      () => true,
      () => false,
    );
    if (answers) return;
    if (child.exitCode !== null || Date.now() > deadline)
      throw new Error(`the proxy does not start: ${output()}`);
    await sleep(20);
  }
}
