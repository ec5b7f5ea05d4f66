// Installs what the tests need beyond npm packages, on Debian and Ubuntu; does nothing when all is there. With the
// word `network` also what `npm run test:network` needs, with `places` what `npm run test:places` does; with `--only-say` it
// installs nothing.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const debianPostgres = '/usr/lib/postgresql';

/** What tests start themselves: how to see that it is there, and the Debian package that brings it. */
const testNeeds = [
  { name: 'PostgreSQL 14 or newer (initdb, postgres)', package: 'postgresql', isThere: hasPostgres },
  { name: 'Redis (redis-server)', package: 'redis-server', isThere: () => isOnPath('redis-server') },
  { name: 'Chromium (chromium)', package: 'chromium', isThere: () => isOnPath('chromium') },
  { name: 'coturn (turnserver)', package: 'coturn', isThere: () => isOnPath('turnserver') },
  { name: 'PgBouncer (pgbouncer)', package: 'pgbouncer', isThere: () => isOnPath('pgbouncer', '/usr/sbin') },
];
const networkNeeds = [
  { name: 'Firefox (firefox-esr)', package: 'firefox-esr', isThere: () => isOnPath('firefox-esr') },
  { name: 'iproute2 (ip, tc)', package: 'iproute2', isThere: () => isOnPath('ip') && isOnPath('tc') },
  { name: 'iptables', package: 'iptables', isThere: () => isOnPath('iptables') },
];
const placeNeeds = [
  { name: 'HAProxy (haproxy)', package: 'haproxy', isThere: () => isOnPath('haproxy', '/usr/sbin') },
  { name: 'nginx', package: 'nginx', isThere: () => isOnPath('nginx', '/usr/sbin') },
];
const wishes = process.argv.slice(2);
const needs = [
  ...testNeeds,
  ...(wishes.includes('network') ? networkNeeds : []),
  ...(wishes.includes('places') ? placeNeeds : []),
];

const missing = needs.filter(({ isThere }) => !isThere());
if (missing.length > 0) {
  const prefix = wishes.includes('--only-say') ? undefined : installPrefix();
  if (prefix)
    install(
      prefix,
      missing.map((need) => need.package),
    );
  const stillMissing = missing.filter(({ isThere }) => !isThere());
  if (stillMissing.length > 0) {
    console.error(`cannot run the tests: install ${stillMissing.map(({ name }) => name).join(' and ')}`);
    process.exitCode = 1;
  }
}

function hasPostgres() {
  const versions = existsSync(debianPostgres) ? readdirSync(debianPostgres) : [];
  if (
    versions.some(
      (version) => Number(version) >= 14 && existsSync(join(debianPostgres, version, 'bin/initdb')),
    )
  ) {
    return true;
  }
  if (!isOnPath('initdb')) return false;
  const { stdout } = spawnSync('postgres', ['--version'], { encoding: 'utf8' });
  return Number(/\d+/.exec(stdout ?? '')?.[0]) >= 14;
}

function isOnPath(program, ...more) {
  return [...(process.env.PATH ?? '').split(delimiter), ...more].some((directory) => {
    try {
      accessSync(join(directory, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** The words before a command that may install: none for root, sudo where it asks nothing; undefined elsewhere. */
function installPrefix() {
  if (!isOnPath('apt-get')) return undefined;
  if (process.getuid() === 0) return [];
  return spawnSync('sudo', ['-n', 'true']).status === 0 ? ['sudo', '-n'] : undefined;
}

/** Programs only: no database cluster is made and no service is started, tests start their own. */
function install(prefix, packages) {
  const script = `
    set -e
    export DEBIAN_FRONTEND=noninteractive
    if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
      mkdir -p /etc/postgresql-common
      echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.conf
    fi
    if [ ! -e /usr/sbin/policy-rc.d ]; then
      trap 'rm -f /usr/sbin/policy-rc.d' EXIT
      printf '#!/bin/sh\\nexit 101\\n' > /usr/sbin/policy-rc.d
      chmod +x /usr/sbin/policy-rc.d
    fi
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends "$@"`;
  console.log(`installing ${packages.join(' ')}`);
  const [command, ...args] = [...prefix, 'sh', '-c', script, 'sh', ...packages];
  spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
}
