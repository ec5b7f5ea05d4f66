import type { Database } from '../../database/database.ts';
import { Facts } from '../facts.ts';

/** The facts of a house where nobody listens, for a repository that is tried by itself. */
export function factsOf(database: Database): Facts {
  return new Facts(database, {
    warn: (facts, what) => {
      throw new Error(`${what}: ${JSON.stringify(facts)}`);
    },
  });
}
