// How the web app becomes files to serve: one place, used by the build and by `npm run dev`.
import { join } from 'node:path';
import { root } from './server-bundle.mjs';

export const webOutput = join(root, 'apps/web/dist');

/**
 * @param watch build anew after each change
 * @returns     what Vite returns: with `watch`, a watcher to close
 */
export async function buildWebApp({ watch = false } = {}) {
  // Loaded here, so that a build with nothing to do does not wait for it.
  const { build } = await import('vite');
  // Vite believes this variable more than the mode: a shell that says `test` would get React's development build.
  const { NODE_ENV } = process.env;
  process.env.NODE_ENV = 'production';
  try {
    return await build({
      configFile: join(root, 'apps/web/vite.config.ts'),
      mode: 'production',
      logLevel: 'warn',
      build: { watch: watch ? {} : null },
    });
  } finally {
    if (NODE_ENV === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = NODE_ENV;
  }
}
