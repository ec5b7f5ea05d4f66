// Builds every part whose inputs changed since its last build; run again without a change it only looks.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { listFiles } from './list-files.mjs';
import { copyServerFiles, root, serverBundle, serverOutput } from './server-bundle.mjs';
import { buildWebApp, webOutput } from './web-bundle.mjs';

const toolchain = ['package.json', 'package-lock.json', 'tsconfig.json', 'scripts'];

const parts = [
  {
    name: 'server',
    inputs: ['apps/server/src', 'packages', ...toolchain],
    output: serverOutput,
    build: buildServer,
  },
  {
    name: 'web app',
    inputs: ['apps/web', 'packages/client', 'packages/protocol', ...toolchain],
    output: webOutput,
    build: buildWebApp,
  },
];

for (const { name, inputs, output, build } of parts) {
  const stampFile = join(output, '.stamp');
  const stamp = fingerprint(inputs);
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) continue;

  const startedAt = performance.now();
  await build();
  writeFileSync(stampFile, stamp);
  console.log(`built ${name} in ${Math.round(performance.now() - startedAt)} ms`);
}

async function buildServer() {
  // Loaded here, so that a build with nothing to do does not wait for it.
  const { rolldown } = await import('rolldown');
  const bundle = await rolldown(serverBundle);
  await bundle.write({ ...serverBundle.output, cleanDir: true });
  await bundle.close();
  copyServerFiles();
}

/** Names, sizes and times of all input files in one word: also notices a file that went away. */
function fingerprint(inputs) {
  const hash = createHash('sha256').update(process.platform);
  for (const file of inputs.flatMap((input) => listFiles(root, input))) {
    if (/\.test\.tsx?$/.test(file)) continue;
    const { size, mtimeMs } = statSync(join(root, file));
    hash.update(`${file}\n${size}\n${mtimeMs}\n`);
  }
  return hash.digest('hex');
}
