import type { Person, UserRole } from '@jiggy-care/protocol';
import { foldName } from '@jiggy-care/protocol/fold-name';
import { Injectable } from '@nestjs/common';
import { and, asc, eq, isNull, or, type SQL, sql } from 'drizzle-orm';
import { Database } from '../database/database.ts';
import { users } from '../database/schema.ts';

export interface DirectoryPage {
  readonly search?: string | undefined;
  readonly limit: number;
  readonly offset: number;
}

/** As the index has it; names that an older version stored are not folded yet. */
const FOLDED_NAME = sql`coalesce(${users.nameFolded}, lower(${users.name})) collate "C"`;

/** Who is a consultant, who a patient, and where a consultant is found by name. */
@Injectable()
export class Directory {
  constructor(private readonly database: Database) {}

  /** Consultants whose name has the text somewhere, whatever case and marks, in the order of names. */
  listConsultants({ search, limit, offset }: DirectoryPage): Promise<Person[]> {
    const found = search === undefined ? undefined : hasInName(search);
    return this.database.db
      .select({ id: users.id, name: users.name })
      .from(users)
      .where(and(eq(users.role, 'consultant'), isNull(users.disabledAt), found))
      .orderBy(FOLDED_NAME, asc(users.id))
      .limit(limit)
      .offset(offset);
  }

  /** Whether there is someone in this role, be the account open or closed. */
  async has(id: string, role: UserRole): Promise<boolean> {
    const rows = await this.database.db
      .select({ id: users.id })
      .from(users)
      .where(and(eq(users.id, id), eq(users.role, role)));
    return rows.length > 0;
  }
}

function hasInName(search: string): SQL | undefined {
  const folded = foldName(search);
  if (folded === '') return sql`${users.name} like ${contains(search)}`; // nothing but marks
  return or(
    sql`${FOLDED_NAME} like ${contains(folded)}`,
    and(isNull(users.nameFolded), sql`lower(${users.name}) like lower(${contains(search)})`),
  );
}

/** A pattern for LIKE in which the text means just itself. */
function contains(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;
}
