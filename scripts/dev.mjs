// Builds the server and the web app, runs them, and does so again whenever a file they are made of changes. A page
// that is open shows the new app when it is loaded anew.
// `--https` also serves TLS on every interface: a phone gives its camera to nothing less.
import { spawn } from 'node:child_process';
import { rmSync, watch as watchFiles } from 'node:fs';
import { join } from 'node:path';
import { watch } from 'rolldown';
import { ensureCertificate } from './dev-certificate.mjs';
import { copyServerFiles, root, serverBundle, serverMigrations, serverOutput } from './server-bundle.mjs';
import { buildWebApp } from './web-bundle.mjs';

const stopTimeoutMs = 12_000; // the server itself promises 10 s

const env = { ...process.env };
if (process.argv.includes('--https')) {
  const { certFile, keyFile } = ensureCertificate(join(root, env.DATA_DIR ?? '.data', 'dev-tls'));
  Object.assign(env, { TLS_CERT: certFile, TLS_KEY: keyFile, HOST: env.HOST ?? '0.0.0.0' });
}

let server; // the running child, if any
let restarting = Promise.resolve(); // tail of the queue: one restart at a time
let isRestartDue = false;
let isEnding = false;

rmSync(serverOutput, { recursive: true, force: true });
const webWatcher = await buildWebApp({ watch: true });
webWatcher.on('event', ({ code, duration, error }) => {
  if (code === 'ERROR') console.error(`build failed, the web app is left as it was\n${error.message}`);
  if (code === 'BUNDLE_END') console.log(`built web app in ${duration} ms`);
});
const bundleWatcher = watch({ ...serverBundle, watch: { buildDelay: 100 } });

bundleWatcher.on('event', async (event) => {
  if (event.code === 'ERROR')
    console.error(`build failed, the server is left as it was\n${event.error.message}`);
  if (event.code === 'BUNDLE_END') {
    console.log(`built server in ${event.duration} ms`);
    restart();
  }
  await event.result?.close();
});
// SQL is not a module, so the bundler does not watch it.
watchFiles(serverMigrations, { recursive: true }, restart);

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, async () => {
    if (isEnding) return; // npm hands on the Ctrl-C that the terminal has already given us
    isEnding = true;
    await bundleWatcher.close();
    await webWatcher.close();
    await restarting;
    await stopServer(signal);
    process.exit();
  });
}

/** Several wishes that come while the old server is still stopping are one restart. */
function restart() {
  if (isRestartDue) return;
  isRestartDue = true;
  restarting = restarting.then(async () => {
    await stopServer('SIGTERM');
    isRestartDue = false;
    if (isEnding) return;
    copyServerFiles();
    startServer();
  });
}

function startServer() {
  // Its own process group: Ctrl-C then reaches it once, from here, and not a second time from the terminal.
  server = spawn(process.execPath, ['--enable-source-maps', join(serverOutput, 'main.js')], {
    cwd: root,
    env,
    stdio: 'inherit',
    detached: process.platform !== 'win32',
  });
  server.once('exit', (code, signal) => {
    server = undefined;
    console.log(`server stopped (${signal ?? code}); it starts again after the next change`);
  });
}

/** Sends the signal and waits for the end; gives up politeness when the server outlives its promise. */
async function stopServer(signal) {
  const child = server;
  if (child === undefined) return;
  child.removeAllListeners('exit');
  server = undefined;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
  await ended;
  clearTimeout(timer);
}
