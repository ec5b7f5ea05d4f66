import type { KnownPerson } from '@jiggy-care/protocol';
import { Injectable } from '@nestjs/common';
import { and, desc, eq, sql } from 'drizzle-orm';
import { Database } from '../database/database.ts';
import { identities, users } from '../database/schema.ts';
import { OWN_APP } from './identities.ts';
import { isNobodysEmail } from './nobodys-email.ts';
import { isSameEmail } from './same-email.ts';

export interface RollPage {
  readonly externalId?: string | undefined;
  readonly email?: string | undefined;
  readonly limit: number;
  readonly offset: number;
}

const KNOWN = {
  id: users.id,
  externalId: identities.subject,
  name: users.name,
  role: users.role,
  email: users.email,
  createdAt: users.createdAt,
  lastSeenAt: users.lastSeenAt,
  disabledAt: users.disabledAt,
  deletedAt: users.deletedAt,
};

/** Everybody who has an account, or had one: for the eyes of operators. */
@Injectable()
export class Roll {
  constructor(private readonly database: Database) {}

  async find(userId: string): Promise<KnownPerson | undefined> {
    const [person] = await this.known().where(eq(users.id, userId));
    return person && shown(person);
  }

  /** The newest first. */
  async list({ externalId, email, limit, offset }: RollPage): Promise<KnownPerson[]> {
    const found = await this.known()
      .where(
        and(
          externalId === undefined ? undefined : eq(identities.subject, externalId),
          email === undefined ? undefined : isSameEmail(users.email, email),
        ),
      )
      .orderBy(desc(users.createdAt), users.id)
      .limit(limit)
      .offset(offset);
    return found.map(shown);
  }

  /** Since when the address is known to be theirs. */
  async findEmailVerifiedAt(userId: string): Promise<string | null> {
    const [row] = await this.database.db
      .select({ at: users.emailVerifiedAt })
      .from(users)
      .where(eq(users.id, userId));
    return row?.at ?? null;
  }

  /** By which ids others know the person. */
  listIdentities(userId: string): Promise<{ issuer: string; subject: string; createdAt: string }[]> {
    const { issuer, subject, createdAt } = identities;
    return this.database.db
      .select({ issuer, subject, createdAt })
      .from(identities)
      .where(eq(identities.userId, userId))
      .orderBy(createdAt, sql`${issuer} collate "C"`);
  }

  private known() {
    return this.database.db
      .select(KNOWN)
      .from(users)
      .leftJoin(identities, and(eq(identities.userId, users.id), eq(identities.issuer, OWN_APP)));
  }
}

function shown(person: Omit<KnownPerson, 'email'> & { readonly email: string }): KnownPerson {
  return { ...person, email: isNobodysEmail(person.email) ? null : person.email };
}
