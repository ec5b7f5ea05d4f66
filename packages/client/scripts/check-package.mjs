// Looks at the built package as its users will: what it asks for, publint, are-the-types-wrong, sizes, and the public API against
// the reports in etc/. `--write` renews the reports after a change that is meant.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';

const home = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);
const isRenewing = process.argv.includes('--write');
const faults = [];

if (!existsSync(join(home, 'dist/index.js'))) {
  console.error('dist/ is not there: run the build first');
  process.exit(1);
}

checkImports();
run('publint', 'publint', ['--strict', '--pack', 'false', '.']);
run('are the types wrong', '@arethetypeswrong/cli', ['--pack', '.', '--profile', 'strict', '--no-color']);
run('sizes', 'size-limit', []);
for (const entry of ['index', 'calls', 'browser', 'react', 'compat', 'testing']) checkApi(entry);

for (const fault of faults) console.error(`check:package: ${fault}`);
if (faults.length > 0) process.exitCode = 1;

/** The protocol package is not published: whatever of it we use must be inside of what is built. */
function checkImports() {
  const built = readdirSync(join(home, 'dist')).filter((file) => /\.(js|cjs|d\.ts|d\.cts)$/.test(file));
  const asking = built.filter((file) =>
    /(from|import|require\()\s*['"]@jiggy-care\//.test(readFileSync(join(home, 'dist', file), 'utf8')),
  );
  if (asking.length > 0) faults.push(`${asking.join(', ')} asks for a package that nobody can install`);
}

function run(name, packageName, arguments_) {
  const manifestFile = findManifest(packageName);
  const { bin } = require(manifestFile);
  const program = join(dirname(manifestFile), typeof bin === 'string' ? bin : Object.values(bin)[0]);
  // What is built is looked at as it is: packing would build it anew.
  const env = { ...process.env, npm_config_ignore_scripts: 'true' };
  const { status } = spawnSync(process.execPath, [program, ...arguments_], {
    cwd: home,
    stdio: 'inherit',
    env,
  });
  if (status !== 0) faults.push(`${name} found a fault`);
}

function findManifest(packageName) {
  for (const folder of require.resolve.paths(packageName)) {
    const file = join(folder, packageName, 'package.json');
    if (existsSync(file)) return file;
  }
  throw new Error(`${packageName} is not installed`);
}

/** Compares the public API of one entry with its report; a difference is a change that somebody must mean. */
function checkApi(entry) {
  const reportTempFolder = join(home, 'dist/.api');
  mkdirSync(reportTempFolder, { recursive: true });
  const config = ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: join(home, 'package.json'),
    configObject: {
      projectFolder: home,
      mainEntryPointFilePath: join(home, `dist/${entry}.d.ts`),
      compiler: { overrideTsconfig: tsconfig() },
      apiReport: {
        enabled: true,
        reportFileName: `${entry}.api.md`,
        reportFolder: join(home, 'etc'),
        reportTempFolder,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Warning } },
        extractorMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
        tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
      },
    },
  });
  const result = Extractor.invoke(config, { localBuild: isRenewing, showVerboseMessages: false });
  rmSync(reportTempFolder, { recursive: true });
  if (!result.succeeded || (result.apiReportChanged && !isRenewing))
    faults.push(
      `the public API of ${entry} is not that of etc/${entry}.api.md; if that is meant, run with --write`,
    );
}

function tsconfig() {
  return {
    compilerOptions: {
      target: 'es2022',
      module: 'esnext',
      moduleResolution: 'bundler',
      lib: ['es2022', 'dom'],
      strict: true,
    },
    include: ['dist/*.d.ts'],
  };
}
