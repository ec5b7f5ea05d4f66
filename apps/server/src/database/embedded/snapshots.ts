import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { StartupError } from '../../errors/startup-error.ts';

/** Whoever may write into the data directory may ask for a copy of it, and nobody else. */
const WANTED = 'snapshot-wanted';
const LOOK_EVERY_MS = 1_000;
const ASK_EVERY_MS = 50;
/** The server looks every second; one of an earlier version never does. */
const HEARD_WITHIN_MS = 5_000;

const unfinishedName = (id: string) => `snapshot-unfinished-${id}`;
const finishedName = (id: string) => `snapshot-${id}`;
const failedName = (id: string) => `snapshot-failed-${id}`;

/**
 * Makes a copy of the running database when another process asks for it by a file in the data directory.
 *
 * @param copy puts a copy of the files there, as they are between two statements
 * @returns    ends it
 */
export function answerSnapshots(dataDir: string, copy: (target: string) => Promise<void>): () => void {
  for (const name of readdirSync(dataDir)) {
    if (name.startsWith('snapshot-')) rmSync(join(dataDir, name), { recursive: true, force: true });
  }
  let isCopying = false;
  const look = async (): Promise<void> => {
    const wanted = join(dataDir, WANTED);
    if (isCopying || !existsSync(wanted)) return;
    isCopying = true;
    const id = readFileSync(wanted, 'utf8');
    rmSync(wanted);
    const unfinished = join(dataDir, unfinishedName(id));
    try {
      await copy(unfinished);
      renameSync(unfinished, join(dataDir, finishedName(id)));
    } catch (thrown) {
      rmSync(unfinished, { recursive: true, force: true });
      writeFileSync(join(dataDir, failedName(id)), (thrown as NodeJS.ErrnoException).code ?? 'unknown');
    } finally {
      isCopying = false;
    }
  };
  // What fails outside of the copy, a directory that was removed under us, must not end the server.
  const timer = setInterval(() => void look().catch(() => {}), LOOK_EVERY_MS).unref();
  return () => clearInterval(timer);
}

/**
 * Asks the server that has the data directory open for a copy, and waits for it.
 *
 * @returns where it is, in the data directory; whoever asked takes it away
 * @param isHeld whether that server still runs
 * @throws  StartupError when it does not answer, or cannot copy
 */
export async function askForSnapshot(dataDir: string, isHeld: () => boolean): Promise<string> {
  const id = randomUUID();
  const [wanted, draft] = [join(dataDir, WANTED), join(dataDir, `${WANTED}-${id}`)];
  writeFileSync(draft, id, { mode: 0o600 });
  renameSync(draft, wanted);
  const heardUntil = Date.now() + HEARD_WITHIN_MS;
  for (;;) {
    const [finished, failed] = [join(dataDir, finishedName(id)), join(dataDir, failedName(id))];
    if (existsSync(finished)) return finished;
    if (existsSync(failed)) {
      const code = readFileSync(failed, 'utf8');
      rmSync(failed);
      throw new StartupError(`the server could not copy its database (${code}): is there room on the disk?`);
    }
    if (existsSync(wanted) && Date.now() > heardUntil) {
      rmSync(wanted, { force: true });
      throw new StartupError(
        'the server that has the database open does not answer: it may be of an older version',
      );
    }
    if (!isHeld()) {
      rmSync(wanted, { force: true });
      throw new StartupError('the server that had the database open has ended meanwhile: try again');
    }
    await delay(ASK_EVERY_MS);
  }
}
