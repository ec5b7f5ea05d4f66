import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AUDIENCE, Issuer, unsigned } from '../../test/support/issuer.ts';
import { readIssuer } from '../config/issuer-settings.ts';
import { SettingsReader } from '../config/settings-reader.ts';
import { TestClock } from './testing/auth-ground.ts';
import { TrustedIssuer } from './trusted-issuer.ts';

let issuer: Issuer;
let clock: TestClock;

beforeEach(async () => {
  issuer = await Issuer.start();
  clock = new TestClock();
});
afterEach(async () => {
  vi.useRealTimers();
  await issuer.stop();
});

/** By the clock that the age of keys is told by; that of tokens stands still. */
function later(seconds: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + seconds * 1_000 });
}

function trust(claims = ''): TrustedIssuer {
  const read = new SettingsReader({ ...issuer.env, AUTH_CLAIMS: claims });
  const settings = readIssuer(read, false);
  if (settings === undefined) throw new Error(read.faults.join());
  return new TrustedIssuer(settings, clock);
}

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'accepted',
    (thrown) => thrown.code as string,
  );

describe('a token of the issuer', () => {
  it('says who it is, by the usual claims', async () => {
    const sub = randomUUID();
    const token = await issuer.sign({ sub, email: 'pat@example.org', aud: ['other', AUDIENCE] });
    const trusted = trust();
    expect(trusted.claims(token)).toBe(true);
    const verified = await trusted.verify(token);
    expect(verified).toMatchObject({
      id: { issuer: issuer.name, subject: sub },
      said: { name: 'Pat Elsewhere', role: 'patient', email: 'pat@example.org' },
    });
    expect(verified.expiresAt).toBeGreaterThan(Date.now());
  });

  it('may say it by claims of its own, by name or by the way to them', async () => {
    const token = await issuer.sign({
      oid: 'o-1',
      profile: { called: 'Dr. Con' },
      'https://clinic.example/roles': ['staff', 'consultant'],
      role: undefined,
    });
    const trusted = trust('id=oid,name=profile.called,role=https://clinic.example/roles');
    expect(await trusted.verify(token)).toMatchObject({
      id: { subject: 'o-1' },
      said: { name: 'Dr. Con', role: 'consultant', email: undefined },
    });
  });

  it('may be good until after all dates', async () => {
    const { expiresAt } = await trust().verify(await issuer.sign({ exp: 9e15 }));
    expect(new Date(expiresAt).toISOString()).toBe('9999-01-01T00:00:00.000Z');
  });

  it('has no e-mail that is none, or that the issuer has not verified', async () => {
    const trusted = trust();
    for (const claims of [{ email: 'nonsense' }, { email: 'pat@example.org', email_verified: false }])
      expect((await trusted.verify(await issuer.sign(claims))).said.email).toBeUndefined();
  });

  it.each([
    ['no role', { role: undefined }],
    ['a role of somebody else', { role: 'admin' }],
    ['both roles', { role: ['patient', 'consultant'] }],
    ['no name', { name: undefined }],
    ['a name without a letter to see', { name: ' \u200b ' }],
    ['no id', { sub: '' }],
    ['an id that is no text', { sub: 7 }],
    ['an id with half a letter', { sub: 'a\ud800' }],
  ])('that has %s is forbidden', async (_, claims) => {
    expect(await codeOf(trust().verify(await issuer.sign(claims)))).toBe('forbidden');
  });

  it.each(['ES256', 'EdDSA', 'PS256'])('may be signed by %s', async (alg) => {
    await issuer.rotate({ keepOld: false, alg });
    expect(await codeOf(trust().verify(await issuer.sign()))).toBe('accepted');
  });
});

describe('a token that is none of theirs', () => {
  it.each([
    ['another audience', { aud: 'another-service' }, 'unauthorized'],
    ['another issuer', { iss: 'https://evil.example/' }, 'unauthorized'],
    ['its end behind it', { exp: Math.floor(Date.now() / 1_000) - 60 }, 'token_expired'],
    ['just ended', { exp: Math.floor(Date.now() / 1_000) - 2 }, 'token_expired'],
    ['no end', { exp: null }, 'unauthorized'],
    ['its beginning ahead', { nbf: Math.floor(Date.now() / 1_000) + 600 }, 'unauthorized'],
  ])('for it has %s is refused', async (_, claims, code) => {
    expect(await codeOf(trust().verify(await issuer.sign(claims)))).toBe(code);
  });

  it('for another key has signed it is refused, whatever kid it names', async () => {
    const stranger = await Issuer.start();
    try {
      const trusted = trust();
      expect(await codeOf(trusted.verify(await stranger.sign({ iss: issuer.name })))).toBe('unauthorized');
      const good = await issuer.sign();
      const { kid } = JSON.parse(Buffer.from(good.split('.')[0] ?? '', 'base64url').toString());
      expect(await codeOf(trusted.verify(await stranger.sign({ iss: issuer.name }, { kid })))).toBe(
        'unauthorized',
      );
    } finally {
      await stranger.stop();
    }
  });

  it('for it has no signature, or the public key as its secret, is refused', async () => {
    const trusted = trust();
    expect(await codeOf(trusted.verify(unsigned(await issuer.sign())))).toBe('unauthorized');
    const secret = Buffer.from(await issuer.publicKeyPem);
    for (const alg of ['HS256', 'HS384', 'HS512'])
      expect(await codeOf(trusted.verify(await issuer.sign({}, { alg }, secret)))).toBe('unauthorized');
  });

  it('is not even looked at when it is garbage, or too long', () => {
    const trusted = trust();
    for (const token of ['', 'x', 'a.b.c', `${'a'.repeat(5_000)}.b.c`])
      expect(trusted.claims(token)).toBe(false);
  });
});

describe('keys', () => {
  it('are fetched once for many tokens, and once more for a new key', async () => {
    const trusted = trust();
    await Promise.all(Array.from({ length: 5 }, async () => trusted.verify(await issuer.sign())));
    expect(issuer.asked).toBe(1);
    const old = await issuer.sign();
    await issuer.rotate({ keepOld: true });
    // The keys are but a moment old, and strangers could make us ask for each token of theirs.
    expect(await codeOf(trusted.verify(await issuer.sign()))).toBe('unauthorized');
    expect(issuer.asked).toBe(1);
    const another = trust();
    expect(await codeOf(another.verify(await issuer.sign()))).toBe('accepted');
    expect(await codeOf(another.verify(old))).toBe('accepted');
  });

  it('that are new are good half a minute after the last look', async () => {
    const trusted = trust();
    await trusted.verify(await issuer.sign());
    await issuer.rotate({ keepOld: true });
    const fresh = await issuer.sign();
    expect(await codeOf(trusted.verify(fresh))).toBe('unauthorized');
    later(31);
    expect(await codeOf(trusted.verify(fresh))).toBe('accepted');
    expect(issuer.asked).toBe(2);
  });

  it('that were withdrawn are good for ten minutes at the most', async () => {
    const trusted = trust();
    const old = await issuer.sign({ exp: '2h' });
    await trusted.verify(old);
    await issuer.rotate({ keepOld: false });
    expect(await codeOf(trusted.verify(old))).toBe('accepted');
    later(10 * 60 + 1);
    expect(await codeOf(trusted.verify(old))).toBe('unauthorized');
  });

  it('that are known are good for an hour while the issuer is away, and no longer', async () => {
    const trusted = trust();
    const token = await issuer.sign({ exp: '3h' });
    await trusted.verify(token);
    issuer.trouble = 'error';
    later(59 * 60);
    expect(await codeOf(trusted.verify(token))).toBe('accepted');
    expect(issuer.asked).toBe(2);
    later(2 * 60);
    expect(await codeOf(trusted.verify(token))).toBe('unavailable');
  });

  it('that were withdrawn sign nothing any more', async () => {
    const old = await issuer.sign();
    await issuer.rotate({ keepOld: false });
    expect(await codeOf(trust().verify(old))).toBe('unauthorized');
  });

  it.each(['error', 'garbage', 'redirect'] as const)(
    'that cannot be had (%s) make a token neither good nor bad, and are not asked for again and again',
    async (trouble) => {
      issuer.trouble = trouble;
      const trusted = trust();
      for (let times = 0; times < 5; times += 1)
        expect(await codeOf(trusted.verify(await issuer.sign()))).toBe('unavailable');
      expect(issuer.asked).toBe(1);
    },
  );
});
