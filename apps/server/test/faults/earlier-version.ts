import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const MIGRATIONS = 'apps/server/src/database/migrations';
const OURS = '@jiggy-care';
/** What came by a merge was added by the merge. */
const FIRST_TO_ADD = ['log', '-m', '--first-parent', '--diff-filter=A', '--format=%H', '-1', '--'] as const;

/** The server as it was before its tables changed last. */
export interface EarlierVersion {
  readonly commit: string;
  /** The migration that came after it. */
  readonly migration: string;
  /** The folder of its build. */
  readonly build: string;
  remove(): void;
}

const git = (...words: string[]): string =>
  execFileSync('git', words, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();

/** @returns `undefined` in a tree whose history does not go back so far */
export function findEarlierCommit(): { commit: string; migration: string } | undefined {
  const migration = readdirSync(join(root, MIGRATIONS))
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .at(-1) as string;
  try {
    const added = git(...FIRST_TO_ADD, `${MIGRATIONS}/${migration}`);
    return { commit: git('rev-parse', `${added}^`), migration };
  } catch {
    return undefined;
  }
}

/** Takes it from the history and builds it, with the packages that are installed now. */
export function buildEarlierVersion({
  commit,
  migration,
}: {
  commit: string;
  migration: string;
}): EarlierVersion {
  const home = mkdtempSync(join(tmpdir(), 'jiggy-earlier-'));
  const archive = execFileSync(
    'git',
    ['archive', commit, 'apps/server', 'packages', 'scripts', 'tsconfig.json', 'package.json'],
    {
      cwd: root,
      maxBuffer: 1e9,
    },
  );
  execFileSync('tar', ['-x', '-C', home], { input: archive });
  linkPackages(home);
  const script = join(home, 'build-server.mjs');
  writeFileSync(
    script,
    `import { rolldown } from 'rolldown';
import { copyServerFiles, serverBundle } from './scripts/server-bundle.mjs';
const bundle = await rolldown(serverBundle);
await bundle.write({ ...serverBundle.output, cleanDir: true });
await bundle.close();
copyServerFiles();
`,
  );
  execFileSync(process.execPath, [script], { cwd: home, stdio: 'pipe' });
  return {
    ...{ commit, migration, build: join(home, 'apps/server/dist') },
    remove: () => rmSync(home, { recursive: true, force: true }),
  };
}

/** Those of others are those of this tree; our own are those of that time. */
function linkPackages(home: string): void {
  const [from, to] = [join(root, 'node_modules'), join(home, 'node_modules')];
  mkdirSync(join(to, OURS), { recursive: true });
  for (const name of readdirSync(from)) {
    if (name !== OURS) symlinkSync(join(from, name), join(to, name));
  }
  for (const name of ['client', 'protocol']) symlinkSync(join(home, 'packages', name), join(to, OURS, name));
}
