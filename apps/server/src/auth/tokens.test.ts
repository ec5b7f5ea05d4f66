import { createHmac, generateKeyPairSync, sign as signWithKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { SigningSecret } from './jwt-secret.ts';
import { TEST_SECRET, TestClock } from './testing/auth-ground.ts';
import { ACCESS_TTL_S, accessExpiry, Tokens } from './tokens.ts';

const identity = {
  userId: '11111111-1111-4111-8111-111111111111',
  role: 'patient',
  sessionId: '22222222-2222-4222-8222-222222222222',
} as const;
const clock = new TestClock();
const tokens = new Tokens(new SigningSecret(TEST_SECRET), clock);

const seconds = () => Math.floor(clock.now() / 1000);
const header = { alg: 'HS256', typ: 'at+jwt' };
const claims = () => ({
  sub: identity.userId,
  role: identity.role,
  sid: identity.sessionId,
  iss: 'jiggy-care',
  aud: 'jiggy-care-chat',
  iat: seconds(),
  exp: seconds() + 60,
});

describe('an access token', () => {
  it('tells who holds it, with which session, and until when', async () => {
    const token = await tokens.sign(identity, clock.now());
    const payload = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    expect(payload).toMatchObject({ sub: identity.userId, role: 'patient', sid: identity.sessionId });
    expect(payload.exp - payload.iat).toBe(ACCESS_TTL_S);
    expect(await tokens.verify(token)).toEqual({ identity, expiresAt: accessExpiry(clock.now()) });
  });

  it('ends after fifteen minutes, also where it was verified before', async () => {
    const clock = new TestClock();
    const tokens = new Tokens(new SigningSecret(TEST_SECRET), clock);
    const seen = await tokens.sign(identity, clock.now());
    const unseen = await tokens.sign({ ...identity, role: 'consultant' }, clock.now());
    await tokens.verify(seen);
    clock.pass(ACCESS_TTL_S * 1000 - 1_000);
    await expect(tokens.verify(seen)).resolves.toBeDefined();
    clock.pass(1_001);
    await expect(tokens.verify(seen)).rejects.toMatchObject({ code: 'token_expired', status: 401 });
    await expect(tokens.verify(unseen)).rejects.toMatchObject({ code: 'token_expired', status: 401 });
  });

  it('made by hand in the right way is accepted, so that the forgeries below fail for their one fault', async () => {
    await expect(tokens.verify(forge(header, claims()))).resolves.toMatchObject({ identity });
  });

  it('of a role that has no business here is refused as forbidden', async () => {
    const token = forge(header, { ...claims(), role: 'admin' });
    await expect(tokens.verify(token)).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('a forged access token is refused', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const without = (name: string) =>
    Object.fromEntries(Object.entries(claims()).filter(([key]) => key !== name));
  const payload = encode(claims());
  const unsigned = `${encode({ alg: 'none', typ: 'at+jwt' })}.${payload}`;
  const rs256 = `${encode({ alg: 'RS256', typ: 'at+jwt' })}.${payload}`;

  it.each<readonly [string, string]>([
    ['empty', ''],
    ['not a token', 'abc'],
    ['dots only', '..'],
    ['of characters that no token has', '\u0000.\ud800.💥'],
    ['larger than any of ours', `${forge(header, { ...claims(), more: 'x'.repeat(8_000) })}`],
    ['without a signature', `${unsigned}.`],
    ['unsigned in other letters', `${encode({ alg: 'nOnE', typ: 'at+jwt' })}.${payload}.`],
    ['with the signature cut off', forge(header, claims()).replace(/\.[^.]*$/, '.')],
    ['signed with another secret', forge(header, claims(), 'another secret, also of enough bytes')],
    ['signed with an empty secret', forge(header, claims(), '')],
    [
      'signed with an RSA key',
      `${rs256}.${signWithKey('sha256', Buffer.from(rs256), privateKey).toString('base64url')}`,
    ],
    [
      'HMAC over a public key',
      forge(header, claims(), publicKey.export({ type: 'spki', format: 'pem' }).toString()),
    ],
    ['said to be RS256 but signed with our secret', forge({ ...header, alg: 'RS256' }, claims())],
    ['of another HMAC', forge({ ...header, alg: 'HS512' }, claims(), TEST_SECRET, 'sha512')],
    ['of another type', forge({ ...header, typ: 'JWT' }, claims())],
    ['without a type', forge({ alg: 'HS256' }, claims())],
    ['with an unknown critical header', forge({ ...header, crit: ['x'], x: 1 }, claims())],
    ['of another issuer', forge(header, { ...claims(), iss: 'someone' })],
    ['for another audience', forge(header, { ...claims(), aud: 'someone' })],
    [
      'expired and signed with another secret',
      forge(header, { ...claims(), exp: 1 }, 'another secret, of enough bytes'),
    ],
    ['whose subject is no id', forge(header, { ...claims(), sub: 'abc-123' })],
    ['whose session is no id', forge(header, { ...claims(), sid: 'abc-123' })],
    ['not valid yet', forge(header, { ...claims(), nbf: seconds() + 60 })],
    ['with an expiry that is no number', forge(header, { ...claims(), exp: 'never' })],
    ['that never expires', forge(header, without('exp'))],
    ['without an issuer', forge(header, without('iss'))],
    ['without an audience', forge(header, without('aud'))],
    ['without an instant of issue', forge(header, without('iat'))],
    ['without a subject', forge(header, without('sub'))],
    ['without a session', forge(header, without('sid'))],
    ['without a role', forge(header, without('role'))],
    ['whose subject is no text', forge(header, { ...claims(), sub: { toString: 1 } })],
    ['whose session is no text', forge(header, { ...claims(), sid: 5 })],
    ['with claims changed after signing', tamper(forge(header, claims()))],
    ['that is a refresh token', 'R'.repeat(43)],
  ])('%s', async (_, token) => {
    await expect(tokens.verify(token)).rejects.toMatchObject({ code: 'unauthorized' });
  });
});

function forge(head: object, body: object, secret = TEST_SECRET, hash = 'sha256'): string {
  const signed = `${encode(head)}.${encode(body)}`;
  return `${signed}.${createHmac(hash, secret).update(signed).digest('base64url')}`;
}

function tamper(token: string): string {
  const [head, , signature] = token.split('.');
  return `${head}.${encode({ ...claims(), role: 'consultant' })}.${signature}`;
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
