import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

const folder = join(import.meta.dirname, '../../packages/client/sounds');

/** Puts the tones of calls, which the SDK brings, where every page of this server finds them: `/sounds/*.mp3`. */
export function sounds(): Plugin {
  return {
    name: 'sounds',
    apply: 'build',
    buildStart() {
      for (const name of readdirSync(folder))
        this.emitFile({
          type: 'asset',
          fileName: `sounds/${name}`,
          source: readFileSync(join(folder, name)),
        });
    },
  };
}
