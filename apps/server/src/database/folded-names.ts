import { foldName } from '@jiggy-care/protocol/fold-name';
import type { Pool } from 'pg';

const AT_ONCE = 500;

/**
 * Folds the names of consultants that were stored by a version which did not. Until then they are found
 * by the database's own small letters. Any number of nodes may do it at once.
 */
export async function foldMissingNames(pool: Pool): Promise<void> {
  for (;;) {
    const { rows } = await pool.query<{ id: string; name: string }>(
      `select id, name from users where name_folded is null and role = 'consultant' order by id limit ${AT_ONCE}`,
    );
    await pool.query(
      `update users u set name_folded = f.folded
       from unnest($1::uuid[], $2::text[]) as f(id, folded) where u.id = f.id`,
      [rows.map(({ id }) => id), rows.map(({ name }) => foldName(name))],
    );
    if (rows.length < AT_ONCE) return;
  }
}
