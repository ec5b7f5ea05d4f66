import type { Person } from '@jiggy-care/protocol';
import { eq, type SQL, sql } from 'drizzle-orm';
import { type AnyPgColumn, alias } from 'drizzle-orm/pg-core';
import { users } from '../database/schema.ts';

/**
 * A person to be joined in a statement of another room: `innerJoin(...patient.by(blocks.patientId))`.
 *
 * @param as what the statement calls them; never input
 */
export function personAs<As extends string>(as: As) {
  const person = alias(users, as);
  const { id, email, name, role } = person;
  return { id, email, name, role, by: (userId: AnyPgColumn) => [person, eq(id, userId)] as const };
}

/** A person as a subquery, since what an insert or an update returns cannot be joined. */
export function personSql(userId: AnyPgColumn): SQL<Person> {
  return sql<Person>`(select json_build_object('id', p.id, 'name', p.name) from users p where p.id = ${userId})`;
}

/**
 * SQL of a person's name; `null` where there is no such person.
 *
 * @param userId how the statement calls their id; never input
 */
export function nameSql(userId: string): string {
  return `(select name from users where id = ${userId})`;
}

/** SQL of the ids of all consultants, whatever became of their accounts. */
export const CONSULTANTS_SQL = "(select id from users where role = 'consultant')";

/**
 * SQL of whether the account of one of these people is closed.
 *
 * @param userIds how the statement calls their ids; never input
 */
export function anyClosedSql(...userIds: readonly string[]): string {
  return `exists (
      select from users x where x.id in (${userIds.join(', ')}) and x.disabled_at is not null
    )`;
}
