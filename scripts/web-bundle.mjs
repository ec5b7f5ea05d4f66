// How the web app becomes files to serve: one place, used by the build and by `npm run dev`.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import { root } from './server-bundle.mjs';

const inBrotli = promisify(brotliCompress);
const inGzip = promisify(gzip);

export const webOutput = join(root, 'apps/web/dist');

/**
 * @param watch  build anew after each change
 * @param output folder for the files
 * @returns      what Vite returns: with `watch`, a watcher to close
 */
export async function buildWebApp({ watch = false, output = webOutput } = {}) {
  // Loaded here, so that a build with nothing to do does not wait for it.
  const { build } = await import('vite');
  // Vite believes this variable more than the mode: a shell that says `test` would get React's development build.
  const { NODE_ENV } = process.env;
  process.env.NODE_ENV = 'production';
  try {
    const built = await build({
      configFile: join(root, 'apps/web/vite.config.ts'),
      mode: 'production',
      logLevel: 'warn',
      build: { outDir: output, emptyOutDir: true, watch: watch ? {} : null },
    });
    if (!watch) await compressFiles(output);
    return built;
  } finally {
    if (NODE_ENV === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = NODE_ENV;
  }
}

/** Text that is worth it: sounds, pictures and fonts are compressed as they are. */
const COMPRESSIBLE = /\.(js|css|svg|webmanifest)$/;
const WORTH_BYTES = 1_024;

/** Puts a brotli and a gzip file beside each, made once and with all the patience that a server would not have. */
async function compressFiles(folder) {
  const names = (await readdir(folder, { recursive: true })).filter((name) => COMPRESSIBLE.test(name));
  await Promise.all(
    names.map(async (name) => {
      const file = join(folder, name);
      const content = await readFile(file);
      if (content.length < WORTH_BYTES) return;
      await writeFile(`${file}.br`, await inBrotli(content));
      await writeFile(`${file}.gz`, await inGzip(content, { level: 9 }));
    }),
  );
}
