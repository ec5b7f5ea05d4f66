// `npm run test:alerts`: the alerts ring when they should, as Prometheus itself sees it.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../deploy/watching', import.meta.url));
const checks = [
  ['check', 'config', '--syntax-only', 'prometheus.yaml'],
  ['check', 'rules', 'alerts.yaml'],
  ['test', 'rules', 'alerts.test.yaml'],
];

for (const words of checks) {
  const { status, error } = spawnSync('promtool', words, { cwd: folder, stdio: 'inherit' });
  if (error?.code === 'ENOENT') {
    console.error('cannot test the alerts: install promtool, which is in the Debian package prometheus');
    process.exit(1);
  }
  if (status !== 0) process.exit(1);
}
