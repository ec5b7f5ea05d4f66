import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

const sources = ['worker.js', 'windows.js', 'push.js'].map((name) => join(import.meta.dirname, name));
const publicFolder = join(import.meta.dirname, '../public');

/** Writes `sw.js`: the parts beside this file, told what the build made and what lies in `public`. */
export function serviceWorker(): Plugin {
  return {
    name: 'service-worker',
    apply: 'build',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const built = Object.keys(bundle).filter((name) => name !== 'index.html');
      const given = readdirSync(publicFolder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(publicFolder.length + 1));
      const files = ['/', ...[...built, ...given].map((name) => `/${name}`)].sort();

      // What is not in `assets` is named after nothing it contains, so it goes into the version itself.
      const hash = createHash('sha256').update(files.join('\n'));
      for (const part of Object.values(bundle))
        if (part.type === 'asset' && !part.fileName.startsWith('assets/')) hash.update(part.source);
      for (const name of given) hash.update(readFileSync(join(publicFolder, name)));

      const code = sources.map((source) => readFileSync(source, 'utf8')).join('\n');
      const facts = `const VERSION = '${hash.digest('hex').slice(0, 12)}';\nconst FILES = ${JSON.stringify(files)};\n`;
      this.emitFile({ type: 'asset', fileName: 'sw.js', source: facts + code });
    },
  };
}
