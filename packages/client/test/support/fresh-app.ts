import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

export const PACKAGE = fileURLToPath(new URL('../..', import.meta.url));

/** What npm tells the scripts it runs about themselves: to another npm it would be a wish. */
const OF_THIS_RUN = /^npm_(lifecycle|package|command|config_(local_prefix|prefix|ignore_scripts))/;
const env: NodeJS.ProcessEnv = Object.fromEntries(
  Object.entries({ ...process.env, NEXT_TELEMETRY_DISABLED: '1', CI: '1' }).filter(
    ([name]) => !OF_THIS_RUN.test(name) && name !== 'NODE_ENV' && name !== 'VITEST',
  ),
);

/** An app of somebody else: a folder far from the repository, in which the packed SDK is installed. */
export interface FreshApp {
  readonly folder: string;
  /** Runs a program of an installed package. @returns what it said */
  run(program: string, ...args: string[]): Promise<string>;
  remove(): void;
}

/** `npm pack` as whoever publishes runs it. @returns the path of the tarball */
export async function packClient(destination: string): Promise<string> {
  const { stdout } = await run('npm', ['pack', '--json', '--silent', '--pack-destination', destination], {
    cwd: PACKAGE,
    env,
  });
  // The build may say something first; the list of what is packed comes last.
  const [{ filename }] = JSON.parse(stdout.slice(stdout.search(/^\[/m)));
  return join(destination, filename);
}

/**
 * @param dependencies by name: the version
 * @param files        by path within the app: the text, or `{from}` to copy a file or a folder
 * @param overrides    by name: what is installed in the place of what others ask for
 */
export async function makeFreshApp(
  tarball: string,
  dependencies: Readonly<Record<string, string>>,
  files: Readonly<Record<string, string | { readonly from: string }>>,
  overrides: Readonly<Record<string, string>> = {},
): Promise<FreshApp> {
  const folder = mkdtempSync(join(tmpdir(), 'jiggy-fresh-app-'));
  const manifest = {
    name: 'fresh-app',
    private: true,
    type: 'module',
    dependencies: { ...dependencies, '@jiggy-care/client': `file:${tarball}` },
    overrides,
  };
  const all: typeof files = { 'package.json': JSON.stringify(manifest), ...files };
  for (const [path, content] of Object.entries(all)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    if (typeof content === 'string') writeFileSync(file, content);
    else cpSync(content.from, file, { recursive: true });
  }
  await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts'], {
    cwd: folder,
    env,
  });
  return {
    folder,
    run: async (program, ...args) => {
      const { stdout, stderr } = await run(
        process.execPath,
        [join(folder, 'node_modules', program), ...args],
        { cwd: folder, env },
      );
      return stdout + stderr;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
