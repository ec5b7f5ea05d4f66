// What lies elsewhere in the repository and belongs into the package: `bring` it before packing, `remove` it after.
import { cpSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const guests = [
  ['../../../docs/sdk', '../docs'],
  ['../../../CHANGELOG.md', '../CHANGELOG.md'],
];

for (const [from, to] of guests) {
  rmSync(at(to), { recursive: true, force: true });
  if (process.argv[2] === 'bring') cpSync(at(from), at(to), { recursive: true });
}
