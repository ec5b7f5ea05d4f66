// What of others is in the artefact: their licences in words, and a bill of materials for those who look for known faults.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const LICENCE_FILE = /^(licen[cs]e|copying|copyright|notice)|licen[cs]e\.txt$/i;
/** Modules that exist only while something is built, by who brings them. */
const MADE_BY_BUILDERS = {
  '\0rolldown/': 'rolldown',
  '\0@oxc-project+runtime': 'rolldown',
  '\0vite/': 'vite',
};

/**
 * @param modules ids of bundled modules, as the bundler names them
 * @param root    the folder whose node_modules they come from
 * @returns       folders of the packages they belong to
 */
export function packagesOf(modules, root) {
  const folders = modules.flatMap((id) => {
    const builder = Object.entries(MADE_BY_BUILDERS).find(([prefix]) => id.startsWith(prefix))?.[1];
    if (builder !== undefined) return [join(root, 'node_modules', builder)];
    return /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id.replaceAll('\\', '/')) ?? [];
  });
  return [...new Set(folders)];
}

/** Name, version, licence and the licence's own words of each package. */
export function noticesFor(folders) {
  const notices = folders.map((folder) => ({ ...manifestOf(folder), texts: licenceTexts(folder) }));
  const parts = notices
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, version, license, author, texts }) => {
      const by = typeof author === 'string' ? author : author?.name;
      const head = `${name} ${version}\n${license ?? 'licence not stated'}${by === undefined ? '' : `, by ${by}`}`;
      return [head, ...texts].join('\n\n');
    });
  return [`This software contains the following.\n`, ...parts].join(`\n${'-'.repeat(80)}\n`);
}

/**
 * The bill of materials that npm writes of all that is installed, without what is not in the artefact.
 *
 * @returns CycloneDX, as JSON
 */
export function billOfMaterials(folders, { root, name, version }) {
  const bill = JSON.parse(
    // Named, since NODE_ENV=production would have npm pass over what only the builders bring.
    execFileSync('npm', ['sbom', '--sbom-format', 'cyclonedx', '--include', 'dev'], {
      cwd: root,
      maxBuffer: 64e6,
      stdio: ['ignore', 'pipe', 'inherit'],
    }),
  );
  const wanted = new Set(folders.map(manifestOf).map((manifest) => `${manifest.name}@${manifest.version}`));
  const components = bill.components.filter((component) => wanted.has(component['bom-ref']));
  if (components.length !== wanted.size) {
    const named = new Set(components.map((component) => component['bom-ref']));
    throw new Error(
      `cannot list what is in the artefact: npm does not know ${[...wanted].filter((ref) => !named.has(ref)).join(', ')}`,
    );
  }
  const ours = `${name}@${version}`;
  const needs = bill.dependencies
    .filter(({ ref }) => wanted.has(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((other) => wanted.has(other)) }));
  const needed = new Set(needs.flatMap(({ dependsOn }) => dependsOn));
  return {
    ...bill,
    metadata: {
      ...bill.metadata,
      component: { 'bom-ref': ours, type: 'application', name, version, purl: `pkg:npm/${ours}` },
    },
    components,
    dependencies: [{ ref: ours, dependsOn: [...wanted].filter((ref) => !needed.has(ref)) }, ...needs],
  };
}

function manifestOf(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}

function licenceTexts(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && LICENCE_FILE.test(entry.name))
    .map((entry) => readFileSync(join(folder, entry.name), 'utf8').trim());
}
