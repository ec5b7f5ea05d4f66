// `npm run package`: the server as it is deployed, in `dist/jiggy-care-chat` and as an archive beside it. It runs by any
// Node that the server runs by, and needs neither npm nor a folder that it may write to.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { requireBuildTools } from './build-tools.mjs';
import { copyCarriedPackages } from './carried-packages.mjs';
import { listSizes } from './list-sizes.mjs';
import { copyServerFiles, root, serverBundle } from './server-bundle.mjs';
import { billOfMaterials, noticesFor, packagesOf } from './third-party.mjs';
import { buildWebApp } from './web-bundle.mjs';

requireBuildTools();
const { rolldown } = await import('rolldown');

const { name, version, license, engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const dist = join(root, 'dist');
const artefact = join(dist, name);

rmSync(artefact, { recursive: true, force: true });
mkdirSync(artefact, { recursive: true });

// As in this tree, so that each part finds the others where it expects them.
const serverModules = await writeServer(join(artefact, 'server/dist'));
const webModules = await writeWebApp(join(artefact, 'web/dist'));
const carried = copyCarriedPackages(join(root, 'node_modules'), join(artefact, 'node_modules'));

const folders = [...new Set([...packagesOf([...serverModules, ...webModules], root), ...carried])];
write('THIRD-PARTY-NOTICES.txt', noticesFor(folders));
write('sbom.cdx.json', asJson(billOfMaterials(folders, { root, name, version })));
cpSync(join(root, 'LICENSE'), join(artefact, 'LICENSE'));
write(
  'package.json',
  asJson({ name, version, private: true, license, type: 'module', main: 'server/dist/main.js', engines }),
);

const archive = join(dist, `${name}-${version}-${process.platform}-${process.arch}.tar.gz`);
execFileSync('tar', ['-czf', archive, '-C', dist, name]);
for (const line of listSizes(artefact, archive)) console.log(line);

async function writeServer(output) {
  const bundle = await rolldown(serverBundle);
  const { output: files } = await bundle.write({ ...serverBundle.output, dir: output, sourcemap: false });
  await bundle.close();
  copyServerFiles(output);
  return modulesOf(files);
}

async function writeWebApp(output) {
  const { output: files } = await buildWebApp({ output });
  // A style sheet tells where it comes from no more than the pictures and fonts that it names.
  const assets = files.flatMap(({ originalFileNames = [] }) => originalFileNames);
  const styles = [join(root, 'node_modules/tailwindcss/index.css')];
  return [...modulesOf(files), ...styles, ...assets.map((file) => join(root, 'apps/web', file))];
}

function modulesOf(files) {
  return files.flatMap(({ moduleIds = [] }) => moduleIds);
}

function asJson(value) {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function write(file, text) {
  writeFileSync(join(artefact, file), text);
}
