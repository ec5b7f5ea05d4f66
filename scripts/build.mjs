// Builds every part whose inputs changed since its last build; run again without a change it only looks.
import { accessSync, constants, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { requireBuildTools } from './build-tools.mjs';
import { fingerprint } from './fingerprint.mjs';
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
  const stamp = fingerprint(root, inputs);
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) continue;

  requireBuildTools();
  requireWritable(name, output);
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

/** A tree that belongs to somebody else, or is read-only, can be run but not built. */
function requireWritable(name, output) {
  try {
    accessSync(existsSync(output) ? output : dirname(output), constants.W_OK);
  } catch (error) {
    console.error(
      `cannot build the ${name}: ${output} cannot be written to (${error.code}), and it is not what the sources are now. ` +
        'Run `npm run build` as the owner of this folder, then start again.',
    );
    process.exit(1);
  }
}
