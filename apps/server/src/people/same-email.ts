import { type SQL, sql } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';

/** As the unique index compares e-mails: the 26 letters, whatever the locale of the database takes for their small ones. */
export function isSameEmail(column: AnyPgColumn, email: string): SQL {
  return sql`lower(${column} collate "C") = lower(${email} collate "C")`;
}

/** The same outside of the database. */
export function isSameAddress(one: string, other: string): boolean {
  return lowered(one) === lowered(other);
}

const lowered = (email: string) => email.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
