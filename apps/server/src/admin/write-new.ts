import { open } from 'node:fs/promises';
import { AdminRefusal } from './admin-refusal.ts';

/**
 * Writes a file that was not there before, to be read by its owner alone.
 *
 * @throws AdminRefusal where there is one already, or it cannot be made
 */
export async function writeNew(path: string, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  const file = await open(path, 'wx', 0o600).catch((thrown: NodeJS.ErrnoException) => {
    throw new AdminRefusal(
      thrown.code === 'EEXIST'
        ? `${path} is there already: name a new file.`
        : `${path} cannot be made (${thrown.code}).`,
    );
  });
  try {
    for await (const piece of pieces) await file.write(piece);
  } finally {
    await file.close();
  }
}
