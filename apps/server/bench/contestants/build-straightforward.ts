import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

/**
 * Makes JavaScript of it as `nest build` would: its own code alone, with the packages left where they are.
 *
 * @param file where it is written, inside the project, so that the packages are found
 */
export async function buildStraightforward(file: string): Promise<void> {
  const bundle = await rolldown({
    input: fileURLToPath(new URL('straightforward.ts', import.meta.url)),
    platform: 'node',
    tsconfig: fileURLToPath(new URL('../../../../tsconfig.json', import.meta.url)),
    external: (id) => !/^[./]|^@oxc-project|^\0/.test(id),
    logLevel: 'silent',
  });
  await bundle.write({ file, format: 'esm' });
  await bundle.close();
}
