// Type-checks with TypeScript 7. It is named by its path because `.bin/tsc` may be TypeScript 6, kept for other tools.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runNode } from './run-node.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const projects = [
  'tsconfig.json',
  'packages/client/tsconfig.json',
  'packages/client/tsconfig.browser.json',
  'packages/client/tsconfig.test.json',
  'apps/web/tsconfig.json',
];

const tsc = join(root, 'node_modules/ts7/bin/tsc');
for (const project of projects) {
  const code = await runNode([tsc, '--noEmit', '--project', join(root, project)]);
  if (code !== 0) process.exitCode = code;
}
