// Which files of which packages the server needs beside its bundle, to be copied where it goes without node_modules.
import { cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What of each package is used at run time; all else in it is for other bundlers, for browsers, or for reading. */
const CARRIED = [
  // The embedded database: PostgreSQL in WebAssembly.
  { name: '@electric-sql/pglite', files: /^dist\/(fs\/nodefs\.js|[^/]+\.(js|wasm|data))$/ },
  { name: '@node-rs/argon2', files: /^index\.js$/ },
  { name: 'swagger-ui-dist', files: /^swagger-ui(-bundle\.js|\.css)$/ },
];
/** The machine code of a package for this platform is a package of its own. */
const MACHINE_CODE = /^@node-rs\/argon2-/;

/**
 * @param from a node_modules folder
 * @param to   another, which is made
 * @returns    the folders in `from` of the packages that were copied
 */
export function copyCarriedPackages(from, to) {
  const machineCode = readdirSync(join(from, '@node-rs'))
    .map((name) => `@node-rs/${name}`)
    .filter((name) => MACHINE_CODE.test(name))
    .map((name) => ({ name, files: /\.node$/ }));
  if (machineCode.length === 0) {
    throw new Error(
      'cannot package the server: @node-rs/argon2 has no machine code here; run `npm ci` on this platform',
    );
  }
  return [...CARRIED, ...machineCode].map(({ name, files }) => {
    const source = join(from, name);
    if (!existsSync(source))
      throw new Error(`cannot package the server: ${name} is not installed; run \`npm ci\``);
    for (const file of readdirSync(source, { recursive: true })) {
      if (file !== 'package.json' && !files.test(file)) continue;
      mkdirSync(dirname(join(to, name, file)), { recursive: true });
      cpSync(join(source, file), join(to, name, file));
    }
    return source;
  });
}
