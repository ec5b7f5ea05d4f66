import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type FreshApp,
  makeFreshApp,
  PACKAGE,
  packClient,
} from '../../../../packages/client/test/support/fresh-app.ts';

const DEPENDENCIES = {
  vite: '8.3.8',
  react: '19.3.1',
  'react-dom': '19.3.1',
  '@vitejs/plugin-react': '6.3.0',
  vue: '3.5.45',
  '@vitejs/plugin-vue': '6.0.11',
  svelte: '5.57.3',
  '@sveltejs/vite-plugin-svelte': '7.3.1',
  'react-native-web': '0.21.4',
  typescript: '6.0.3',
  '@types/react': '19.3.0',
  vitest: '5.1.1',
  jsdom: '31.0.1',
  '@testing-library/react': '16.3.3',
};

/** What React Native says of itself to a type checker; all of it would be half a gigabyte. */
const PHONE_TYPES = ['react-native@0.88.1', '@react-native/virtualized-lists@0.88.1'];

const example = (name: string) => join(PACKAGE, 'examples/pages', name);

const html = (script: string) =>
  `<!doctype html><html lang="en"><title>chat</title><body><div id="app"></div><script type="module" src="/${script}"></script></body></html>`;
const inReact = (app: string) =>
  `import { createRoot } from 'react-dom/client';\nimport App from '${app}';\ncreateRoot(document.querySelector('#app')).render(<App />);\n`;

const CONFIG = `
import { svelte } from '@sveltejs/vite-plugin-svelte';
import react from '@vitejs/plugin-react';
import vue from '@vitejs/plugin-vue';
export default {
  plugins: [react(), vue(), svelte()],
  resolve: { alias: { 'react-native': 'react-native-web' } },
};
`;

/** The one of the guide; two servers of one app must not share what they prepare. */
const PROXIED = `
import guide from './guide.config.js';
export default { ...guide, cacheDir: 'node_modules/.vite-proxied' };
`;

/** An app of Vite with all pages of the guide, each as it stands there, and the servers that show it. */
export interface PastedApp {
  /** Serves it. @returns the port */
  serve(config?: string): Promise<number>;
  /** Runs the test of the guide to tests. @returns what the runner said */
  runComponentTest(): Promise<string>;
  /** Checks the page for a phone against the types of React Native. @throws with what is wrong */
  checkPhoneTypes(): Promise<void>;
  close(): void;
}

/** @param serverPort what stands for 3000 where a proxy asks for it: a proxy does not ask the browser for the way */
export async function makePastedApp(serverPort: number): Promise<PastedApp> {
  const tarballs = mkdtempSync(join(tmpdir(), 'jiggy-pages-'));
  const plain = readFileSync(example('plain.js'), 'utf8');
  const proxy = readFileSync(example('vite.config.js'), 'utf8');
  const app = await makeFreshApp(await packClient(tarballs), DEPENDENCIES, {
    'vite.config.js': CONFIG,
    'guide.config.js': proxy.replace('localhost:3000', `127.0.0.1:${serverPort}`),
    'proxied.config.js': PROXIED,
    'plain.html': html('plain.js'),
    'plain.js': plain,
    'proxied.html': html('proxied.js'),
    'proxied.js': plain
      .replace("'http://localhost:3000'", 'location.origin')
      .replace("'session'", "'cookie'"),
    'react.html': html('react-main.jsx'),
    'react-main.jsx': inReact('./react.tsx'),
    'react.tsx': { from: example('react.tsx') },
    'vue.html': html('vue-main.js'),
    'vue-main.js': `import { createApp } from 'vue';\nimport App from './chat-page.vue';\ncreateApp(App).mount('#app');\n`,
    'chat-page.vue': { from: example('chat-page.vue') },
    'svelte.html': html('svelte-main.js'),
    'svelte-main.js': `import { mount } from 'svelte';\nimport App from './chat-page.svelte';\nmount(App, { target: document.querySelector('#app') });\n`,
    'chat-page.svelte': { from: example('chat-page.svelte') },
    'react-native.html': html('react-native-main.jsx'),
    'react-native-main.jsx': inReact('./react-native.tsx'),
    'react-native.tsx': { from: example('react-native.tsx') },
    testing: { from: join(PACKAGE, 'examples/testing') },
  });
  const servers: ChildProcess[] = [];
  return {
    serve: async (config = 'vite.config.js') => {
      const port = await freePort();
      servers.push(await startVite(app, port, config));
      return port;
    },
    runComponentTest: () => app.run('vitest/vitest.mjs', 'run', 'testing'),
    checkPhoneTypes: async () => {
      for (const name of PHONE_TYPES) unpack(name, tarballs, app.folder);
      await app.run('typescript/bin/tsc', ...PHONE_CHECK, 'react-native.tsx');
    },
    close: () => {
      for (const server of servers) server.kill();
      app.remove();
      rmSync(tarballs, { recursive: true, force: true });
    },
  };
}

const PHONE_CHECK = [
  '--noEmit',
  '--strict',
  '--skipLibCheck',
  ...['--jsx', 'react-jsx', '--module', 'esnext', '--target', 'es2022', '--lib', 'es2022'],
  ...['--moduleResolution', 'bundler', '--customConditions', 'react-native', '--types', 'react-native'],
];

function unpack(name: string, tarballs: string, app: string): void {
  const [{ filename }] = JSON.parse(
    execFileSync('npm', ['pack', name, '--json', '--prefer-offline'], {
      cwd: tarballs,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  );
  const folder = join(app, 'node_modules', name.slice(0, name.lastIndexOf('@')));
  mkdirSync(folder, { recursive: true });
  execFileSync('tar', ['-xzf', filename, '-C', folder, '--strip-components=1'], { cwd: tarballs });
}

async function startVite(app: FreshApp, port: number, config: string): Promise<ChildProcess> {
  const vite = join(app.folder, 'node_modules/vite/bin/vite.js');
  const args = [vite, '--host', '127.0.0.1', '--port', String(port), '--strictPort', '--config', config];
  const server = spawn(process.execPath, args, { cwd: app.folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  await new Promise<void>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      output += chunk;
      if (output.includes('ready in')) resolve();
    };
    server.stdout.on('data', hear);
    server.stderr.on('data', hear);
    server.once('exit', () => reject(new Error(`Vite ended at its start:\n${output}`)));
  });
  return server;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
