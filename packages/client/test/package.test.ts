import { execFileSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FreshApp, makeFreshApp, PACKAGE, packClient } from './support/fresh-app.ts';

const REACT = { react: '19.3.1', 'react-dom': '19.3.1' };
const INSTALL_MS = 240_000;

/** An app around the React page of the guide, with calls that ring by the sounds of the package. */
const CALLS = `
import { createChatClient } from '@jiggy-care/client';
import { browserCalls, browserPlatform } from '@jiggy-care/client/browser';
import { createCalls } from '@jiggy-care/client/calls';

const sounds = {
  ringback: new URL('@jiggy-care/client/sounds/ringback.mp3', import.meta.url).href,
  incoming: new URL('@jiggy-care/client/sounds/incoming.mp3', import.meta.url).href,
  chime: new URL('@jiggy-care/client/sounds/chime.mp3', import.meta.url).href,
};
const platform = browserPlatform();
const client = createChatClient({ url: 'https://care.example.org', auth: { kind: 'cookie' }, platform });
export const calls = createCalls(client, browserCalls({ sounds }));
`;
const PAGE = { from: join(PACKAGE, 'examples/pages/react.tsx') };

let folder: string;
let tarball: string;
const apps: FreshApp[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'jiggy-package-'));
  tarball = await packClient(folder);
  execFileSync('tar', ['-xzf', tarball, '-C', folder]);
}, INSTALL_MS);
afterAll(() => {
  for (const app of apps) app.remove();
  rmSync(folder, { recursive: true, force: true });
});

const packed = (path: string) => join(folder, 'package', path);

/** All files of the tarball that fit. */
const list = (pattern: string) => globSync(pattern, { cwd: packed('') });

/** Whether one of the sounds is in what was built, byte for byte. */
function isBuilt(output: string, sound: string): boolean {
  const original = readFileSync(packed(`sounds/${sound}.mp3`));
  return globSync(`**/${sound}*.mp3`, { cwd: output }).some((file) =>
    readFileSync(join(output, file)).equals(original),
  );
}

test('the tarball has what a stranger needs: code, licence, guides, examples, sounds and the history', () => {
  for (const file of [
    'LICENSE',
    'README.md',
    'CHANGELOG.md',
    'docs/quick-start.md',
    'examples/pages/plain.js',
  ])
    expect(existsSync(packed(file)), file).toBe(true);
  expect(readdirSync(packed('sounds')).sort()).toEqual(['chime.mp3', 'incoming.mp3', 'ringback.mp3']);
  const { exports, repository, publishConfig } = JSON.parse(readFileSync(packed('package.json'), 'utf8'));
  const promised = [...JSON.stringify(exports).matchAll(/"\.\/((?:dist|src)[^"*]*)"/g)].map(
    ([, file]) => file,
  );
  expect(promised.length).toBeGreaterThan(20);
  for (const file of promised) expect(existsSync(packed(file ?? '')), file).toBe(true);
  expect(repository.directory).toBe('packages/client');
  expect(publishConfig).toEqual({ access: 'public', provenance: true });
  expect(list('{dist,src}/**/*.test.*')).toEqual([]);
});

test('each map that is named is there, and knows its sources', () => {
  const built = list('dist/**/*.{js,cjs,d.ts,d.cts}');
  const named = built.flatMap((file) => {
    const map = /\/\/# sourceMappingURL=(\S+)\s*$/.exec(readFileSync(packed(file), 'utf8'))?.[1];
    return map === undefined ? [] : [packed(join(dirname(file), map))];
  });
  expect(named.length).toBeGreaterThan(20);
  for (const map of named) {
    const { sources, sourcesContent } = JSON.parse(readFileSync(map, 'utf8'));
    for (const [at, source] of sources.entries())
      expect(
        sourcesContent?.[at] ?? existsSync(resolve(dirname(map), source)),
        `${source} of ${map}`,
      ).toBeTruthy();
  }
});

test('each link of its guides leads to a file of the package', () => {
  const guides = list('{README.md,docs/*.md}');
  expect(guides.length).toBeGreaterThan(6);
  for (const guide of guides)
    for (const [, link = ''] of readFileSync(packed(guide), 'utf8').matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g))
      expect(existsSync(resolve(dirname(packed(guide)), link)), `${link} in ${guide}`).toBe(true);
});

test('a fresh app of Vite and React builds with it, and has the sounds', {
  timeout: INSTALL_MS,
}, async () => {
  const app = await makeFreshApp(
    tarball,
    { ...REACT, vite: '8.3.8', '@vitejs/plugin-react': '6.3.0' },
    {
      'index.html': '<div id="root"></div><script type="module" src="/src/main.tsx"></script>',
      'vite.config.js': `import react from '@vitejs/plugin-react';\nexport default { plugins: [react()], build: { assetsInlineLimit: 0 } };\n`,
      'src/main.tsx': `import { createRoot } from 'react-dom/client';\nimport App from './App.tsx';\nimport './calls.ts';\ncreateRoot(document.querySelector('#root')!).render(<App />);\n`,
      'src/App.tsx': PAGE,
      'src/calls.ts': CALLS,
    },
  );
  apps.push(app);
  expect(await app.run('vite/bin/vite.js', 'build')).not.toMatch(/warn/i);
  for (const sound of ['ringback', 'incoming', 'chime'])
    expect(isBuilt(join(app.folder, 'dist'), sound), sound).toBe(true);
});

test('a fresh app of Next checks its types, builds with it, renders it on the server, and has the sounds', {
  timeout: INSTALL_MS,
}, async () => {
  const app = await makeFreshApp(
    tarball,
    { ...REACT, next: '16.4.6', typescript: '6.0.3', '@types/react': '19.3.0', '@types/node': '24.19.2' },
    {
      'app/layout.tsx': `import type { ReactNode } from 'react';\n\nexport default function Layout({ children }: { children: ReactNode }) {\n  return <html lang="en"><body>{children}</body></html>;\n}\n`,
      'app/page.tsx': `'use client';\nimport './calls';\n${readFileSync(PAGE.from, 'utf8')}`,
      'app/calls.ts': CALLS,
    },
    // It scales pictures, of which there are none, and is a good part of what would be installed.
    { sharp: 'npm:client-only@0.0.1' },
  );
  apps.push(app);
  await app.run('next/dist/bin/next', 'build');
  expect(readFileSync(join(app.folder, '.next/server/app/index.html'), 'utf8')).toContain('Who are you?');
  for (const sound of ['ringback', 'incoming', 'chime'])
    expect(isBuilt(join(app.folder, '.next/static'), sound), sound).toBe(true);
});
