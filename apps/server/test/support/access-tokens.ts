import { sql } from 'drizzle-orm';
import { Tokens } from '../../src/auth/tokens.ts';
import type { TestPerson } from './people.ts';
import type { TestServer } from './test-server.ts';

const TTL_MS = 15 * 60_000;

/** The session that a token speaks for. */
function sessionOf(token: string): string {
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  return claims.sid;
}

/** A token of the person's own session that ends in so many seconds; below zero, one that has ended. */
export function tokenEndingIn(server: TestServer, person: TestPerson, seconds: number): Promise<string> {
  const identity = { userId: person.id, role: person.role, sessionId: sessionOf(person.token) };
  return server.app.get(Tokens).sign(identity, Date.now() + seconds * 1_000 - TTL_MS);
}

/**
 * Makes the person's session one that was opened an hour ago and whose newest token is as old: the sockets of
 * a session that was opened or refreshed just now live as long as its newest token.
 */
export async function ageSession(server: TestServer, person: TestPerson): Promise<void> {
  await server.database.db.execute(sql`
    update sessions set changed_at = now() - interval '1 hour', access_expires_at = now() - interval '45 minutes'
    where id = ${sessionOf(person.token)}`);
}
