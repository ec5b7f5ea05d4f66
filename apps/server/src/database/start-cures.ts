import { databaseCode } from './database-error.ts';

const UNKNOWN_AUTHORITY =
  'its certificate is not signed by an authority that this machine knows; name the file of that authority with sslrootcert=<file> in DATABASE_URL, or, where the network between is safe, write sslmode=no-verify';
const RIGHTS =
  'its user may not make or change our tables; let it own the database and our tables, or grant it create on the database and create, usage on schema public';

/** What the operator can do about it, by SQLSTATE or by the system's code. */
const CURES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there; start PostgreSQL or correct DATABASE_URL',
  ENOTFOUND: 'there is no such host; correct DATABASE_URL',
  EAI_AGAIN: 'the name of the host cannot be resolved; check the network or correct DATABASE_URL',
  ETIMEDOUT: 'it does not answer; check that PostgreSQL runs there, and the firewall between',
  EHOSTUNREACH: 'no way leads to that host; check the network or correct DATABASE_URL',
  ENETUNREACH: 'no way leads to that host; check the network or correct DATABASE_URL',
  ENOENT: 'the socket, or a file that DATABASE_URL names, is not there; correct DATABASE_URL',
  EACCES: 'the socket, or a file that DATABASE_URL names, may not be read; correct its rights',
  ECONNRESET: 'it ended the connection; check that PostgreSQL listens there, and whether it wants TLS',
  '28P01': 'it refuses the password; correct DATABASE_URL',
  '28000':
    'it refuses this user from here; correct DATABASE_URL (perhaps it wants TLS: sslmode=require) or pg_hba.conf',
  '3D000': 'it has no such database; create the database or correct DATABASE_URL',
  '57P03': 'it is still starting or shutting down; try again in a moment',
  '53300': 'it has no connection left; raise its max_connections',
  '53100': 'its disk is full; make room there',
  '25006': 'it is read-only, perhaps a standby; name the primary in DATABASE_URL',
  '42501': RIGHTS,
  '3F000': RIGHTS,
  '42P07': 'it holds tables of these names that another program made; name an empty database in DATABASE_URL',
  '23505':
    'two accounts have the same e-mail but for capital letters, which its locale took for two; change or remove one of them in the table users',
  '08P01': 'a pooler there refuses us; its log says why',
  DEPTH_ZERO_SELF_SIGNED_CERT: UNKNOWN_AUTHORITY,
  SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN_AUTHORITY,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_AUTHORITY,
  ERR_TLS_CERT_ALTNAME_INVALID:
    'its certificate is for another host name; write the name that is in the certificate into DATABASE_URL',
  CERT_HAS_EXPIRED: 'its certificate has expired; renew it, or put the clock of this machine right',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet; put the clock of one of the two machines right',
  CERT_REVOKED: 'its certificate was revoked; give PostgreSQL another',
};
const BY_CLASS: readonly (readonly [RegExp, string])[] = [
  [/^53/, 'it has reached one of its limits; its log says which'],
  [/^(58|XX)/, 'it has a fault of its own, perhaps of its disk; its log says which'],
  [/^(08|57P)/, 'it ended the connection; its log says why'],
  [/^(CERT|ERR_TLS|ERR_SSL|ERR_OSSL|EPROTO|UNABLE_TO)/, 'its certificate or its TLS is not accepted here'],
];
const BY_WORDS: readonly (readonly [RegExp, string])[] = [
  [
    /does not support SSL/i,
    'it speaks no TLS, and DATABASE_URL asks for it; set ssl = on in postgresql.conf, or, where the network between is safe, write sslmode=disable',
  ],
  [/password must be a (non-empty )?string/i, 'it asks for a password; write it into DATABASE_URL'],
  [/connection timeout|timeout expired|timeout exceeded/i, CURES.ETIMEDOUT as string],
];

/**
 * The cure for what stops a start at the database, as the end of a sentence about it.
 *
 * @returns `undefined` for what could not be foreseen
 */
export function findStartCure(thrown: unknown): string | undefined {
  const words = thrown instanceof Error ? thrown.message : '';
  const own = (thrown as { code?: unknown } | undefined)?.code;
  const code = typeof own === 'string' ? own : (databaseCode(thrown) ?? '');
  return (
    BY_WORDS.find(([pattern]) => pattern.test(words))?.[1] ??
    CURES[code] ??
    BY_CLASS.find(([pattern]) => pattern.test(code))?.[1]
  );
}
