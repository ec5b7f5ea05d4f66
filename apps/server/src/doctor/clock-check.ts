import pg from 'pg';
import type { Patient } from './check.ts';
import { bad, type Finding, good, leftOut, look } from './finding.ts';

const SOON_WRONG_MS = 1_000;
const WRONG_MS = 5_000;
const CURE =
  'Let both machines keep time by NTP (timedatectl set-ntp true): sessions and credentials end by the clock.';

/** Nodes and database must agree on what time it is: rings, sessions and the relay's credentials end by it. */
export async function lookAtClock({ config }: Patient): Promise<readonly Finding[]> {
  if (config.databaseUrl === undefined) return [leftOut('one machine, one clock')];
  const client = new pg.Client({ connectionString: config.databaseUrl, connectionTimeoutMillis: 2_000 });
  try {
    await client.connect();
    // The first statement of a connection takes longer than the others.
    await client.query('select 1');
    const sentAt = Date.now();
    const { rows } = await client.query<{ now: string }>(
      'select (extract(epoch from clock_timestamp()) * 1000)::bigint as now',
    );
    return [judgeClock(Number(rows[0]?.now) - (sentAt + Date.now()) / 2)];
  } catch {
    return [leftOut('the database does not tell the time')];
  } finally {
    await client.end().catch(() => {});
  }
}

/** @param aheadMs by how much the database's clock is ahead of ours */
export function judgeClock(aheadMs: number): Finding {
  const apart = Math.abs(aheadMs);
  const says = `the database's clock is ${Math.round(apart)} ms ${aheadMs < 0 ? 'behind' : 'ahead of'} this machine's`;
  if (apart >= WRONG_MS) return bad(says, CURE);
  return apart >= SOON_WRONG_MS ? look(says, CURE) : good(says);
}
