import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyTemplate } from '../support/database-template.ts';
import { findFreePort } from '../support/free-port.ts';
import { startRealPostgres } from '../support/real-postgres.ts';

/** A port and a database for one server that is started again and again. */
export interface FaultGround {
  readonly env: Readonly<Record<string, string>>;
  remove(): Promise<void>;
}

/** @param empty without tables, and for the embedded one without files */
export async function prepareGround(
  kind: 'embedded' | 'postgres',
  { empty = false } = {},
): Promise<FaultGround> {
  const home = mkdtempSync(join(tmpdir(), 'jiggy-faults-'));
  const postgres = kind === 'postgres' ? await startRealPostgres() : undefined;
  const dataDir = join(home, 'data');
  if (kind === 'embedded' && !empty) await copyTemplate(dataDir);
  return {
    env: {
      PORT: String(await findFreePort()),
      DATA_DIR: dataDir,
      JWT_SECRET: 'only for tests, 0123456789 abcdefghij',
      ...(postgres === undefined ? {} : { DATABASE_URL: postgres.url }),
    },
    remove: async () => {
      await postgres?.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
