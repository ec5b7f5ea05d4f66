import type { UserRole } from '@jiggy-care/protocol';
import { foldName } from '@jiggy-care/protocol/fold-name';
import { Injectable } from '@nestjs/common';
import { and, eq, isNull, ne } from 'drizzle-orm';
import { Database, type Executor } from '../database/database.ts';
import { isUniqueViolation } from '../database/database-error.ts';
import { identities, users } from '../database/schema.ts';
import { DomainError } from '../errors/domain-error.ts';
import { Facts, type Note } from '../facts/facts.ts';
import { addAccount, emailTaken } from './accounts.ts';
import { nobodysEmail } from './nobodys-email.ts';
import { isSameEmail } from './same-email.ts';

/** Who knows the person by the id, and by which. */
export interface ForeignId {
  readonly issuer: string;
  readonly subject: string;
}

/** The app whose server has a key; no issuer of tokens may be called so. */
export const OWN_APP = 'app';

/** What an identity's keeper says of the person. */
export interface SaidOfPerson {
  readonly name: string;
  readonly role: UserRole;
  /** `undefined` where nothing is said of it. */
  readonly email: string | undefined;
}

export interface KeptPerson {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: UserRole;
}

const PERSON = { id: users.id, email: users.email, name: users.name, role: users.role };

/** People who are known by the id of somebody else, and sign in there. */
@Injectable()
export class Identities {
  constructor(
    private readonly database: Database,
    private readonly facts: Facts,
  ) {}

  async find(id: ForeignId): Promise<KeptPerson | undefined> {
    return findPerson(this.database.db, id);
  }

  /**
   * The person of this id, made where there is none, and brought up to what is said now. Of several who ask at once
   * one makes it, on whatever node.
   *
   * @param passwordHash of a new one: a password that nobody has
   * @throws DomainError `conflict` for another role than before; `email_taken` where somebody else has the e-mail
   */
  async keep(id: ForeignId, said: SaidOfPerson, passwordHash: string): Promise<KeptPerson> {
    try {
      return await this.keepOnce(id, said, passwordHash);
    } catch (thrown) {
      if (isUniqueViolation(thrown)) throw emailTaken();
      if (!(thrown instanceof MadeMeanwhile)) throw thrown;
      return this.keepOnce(id, said, passwordHash);
    }
  }

  private keepOnce(id: ForeignId, said: SaidOfPerson, passwordHash: string): Promise<KeptPerson> {
    return this.facts.inTransaction(async (tx, note) => {
      const known = await findPerson(tx, id);
      if (known === undefined) return makePerson(tx, note, id, said, passwordHash);
      if (known.role !== said.role) {
        throw DomainError.conflict('This person has another role here, and a role is for good');
      }
      return bringUpToDate(tx, note, known, said);
    });
  }
}

/** Two have made the person of one id; the second is undone, and finds the first. */
class MadeMeanwhile extends Error {
  override readonly name = 'MadeMeanwhile';
}

async function findPerson(
  executor: Executor,
  { issuer, subject }: ForeignId,
): Promise<KeptPerson | undefined> {
  const [person] = await executor
    .select(PERSON)
    .from(identities)
    .innerJoin(users, eq(users.id, identities.userId))
    .where(and(eq(identities.issuer, issuer), eq(identities.subject, subject)));
  return person;
}

async function makePerson(
  tx: Executor,
  note: Note,
  id: ForeignId,
  { name, role, email = nobodysEmail() }: SaidOfPerson,
  passwordHash: string,
): Promise<KeptPerson> {
  const person = await addAccount(tx, { email, name, role, passwordHash }).catch(async (refusal: unknown) => {
    // Who has the e-mail may be the very one, made while we waited.
    if ((await findPerson(tx, id)) !== undefined) throw new MadeMeanwhile();
    throw refusal;
  });
  const added = await tx
    .insert(identities)
    .values({ ...id, userId: person.id })
    .onConflictDoNothing()
    .returning({ userId: identities.userId });
  if (added.length === 0) throw new MadeMeanwhile();
  note('account.made', { userId: person.id, role });
  return person;
}

async function bringUpToDate(
  tx: Executor,
  note: Note,
  known: KeptPerson,
  said: SaidOfPerson,
): Promise<KeptPerson> {
  const { name, email = known.email } = said;
  if (name === known.name && email === known.email) return known;
  if (email !== known.email && (await isTaken(tx, email, known.id))) throw emailTaken();
  // Of one that is deleted at this moment nothing is to be known again.
  await tx
    .update(users)
    .set({ name, nameFolded: foldName(name), email })
    .where(and(eq(users.id, known.id), isNull(users.deletedAt)));
  if (name !== known.name) note('account.renamed', { userId: known.id });
  return { ...known, name, email };
}

async function isTaken(tx: Executor, email: string, by: string): Promise<boolean> {
  const others = await tx
    .select({ id: users.id })
    .from(users)
    .where(and(isSameEmail(users.email, email), ne(users.id, by)));
  return others.length > 0;
}
