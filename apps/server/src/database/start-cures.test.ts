import { expect, test } from 'vitest';
import { findStartCure } from './start-cures.ts';

test.each([
  ['DEPTH_ZERO_SELF_SIGNED_CERT', /sslrootcert=.*sslmode=no-verify/],
  ['SELF_SIGNED_CERT_IN_CHAIN', /sslrootcert=/],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /sslrootcert=/],
  ['ERR_TLS_CERT_ALTNAME_INVALID', /another host name/],
  ['CERT_HAS_EXPIRED', /has expired; renew it/],
  ['CERT_SIGNATURE_FAILURE', /its TLS is not accepted here/],
  ['42501', /let it own the database/],
  ['25006', /name the primary/],
  ['53300', /max_connections/],
  ['53100', /disk is full/],
  ['58030', /of its disk/],
  ['08P01', /pooler/],
  ['57P01', /its log says why/],
  ['23505', /two accounts have the same e-mail/],
])('%s has its cure, without the words of the error', (code, cure) => {
  const sentence = findStartCure(Object.assign(new Error('words with a secret'), { code }));
  expect(sentence).toMatch(cure);
  expect(sentence).not.toContain('secret');
});

test('a refusal of PostgreSQL is known below what wraps it', () => {
  const cause = Object.assign(new Error('permission denied'), { code: '42501' });
  expect(findStartCure(new Error('wrapped', { cause }))).toMatch(/let it own the database/);
});

test.each([
  ['The server does not support SSL connections', /sslmode=disable/],
  ['SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string', /write it into DATABASE_URL/],
  ['Connection terminated due to connection timeout', /does not answer/],
])('where pg gives no code its words are known: %s', (words, cure) => {
  expect(findStartCure(new Error(words))).toMatch(cure);
});

test('what is nobody’s fault but ours has none', () => {
  expect(findStartCure(new TypeError('x is not a function'))).toBeUndefined();
});
