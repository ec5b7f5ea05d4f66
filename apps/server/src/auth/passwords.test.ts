import { availableParallelism } from 'node:os';
import { hash } from '@node-rs/argon2';
import { describe, expect, it } from 'vitest';
import { NOBODYS_HASH } from '../people/nobodys-hash.ts';
import { ENDINGS, WHOLE, WORDS } from './common-password-list.ts';
import { isCommonPassword, isOwnData } from './common-passwords.ts';
import { hashesAtOnce, Passwords } from './passwords.ts';

describe('a password', () => {
  it('belongs to its own hash, which is argon2id with the documented cost, and to no other', async () => {
    const passwords = new Passwords();
    const hash = await passwords.hash('correct horse 🐎 battery');
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await passwords.verify(hash, 'correct horse 🐎 battery')).toBe(true);
    expect(await passwords.verify(hash, 'correct horse 🐎 batterY')).toBe(false);
    expect(await passwords.hash('correct horse 🐎 battery')).not.toBe(hash);
  });

  it('never belongs to nobody, though the work is done', async () => {
    const passwords = new Passwords();
    const costOf = (hash: string) => hash.split('$').slice(0, 4);
    expect(await passwords.verify(undefined, 'anything')).toBe(false);
    expect(costOf(NOBODYS_HASH)).toEqual(costOf(await passwords.hash('anything')));
  });

  it('flood is refused beyond those at work and twenty waiting, and the next one is served again', async () => {
    const passwords = new Passwords();
    const results = await Promise.allSettled(
      Array.from({ length: 40 }, () => passwords.hash('a flood of these')),
    );
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused).toHaveLength(20 - hashesAtOnce(availableParallelism()));
    expect(refused[0]?.reason).toMatchObject({ code: 'unavailable', status: 503 });
    await expect(passwords.hash('one more')).resolves.toBeTypeOf('string');
  });

  it.each([
    [1, 1],
    [2, 1],
    [3, 2],
    [64, 2],
  ])('is hashed so that a flood leaves the chat a processor: of %i, %i at once', (processors, atOnce) => {
    expect(hashesAtOnce(processors)).toBe(atOnce);
  });

  it('is the same in every Unicode form, also where it was hashed in another one before', async () => {
    const passwords = new Passwords();
    const typed = 'pässwörd at home'.normalize('NFC');
    const pasted = typed.normalize('NFD');
    expect(pasted).not.toBe(typed);
    const old = await hash(pasted, { memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 });
    for (const stored of [await passwords.hash(typed), await passwords.hash(pasted), old]) {
      expect(await passwords.verify(stored, typed)).toBe(true);
      expect(await passwords.verify(stored, pasted)).toBe(true);
      expect(await passwords.verify(stored, 'password at home')).toBe(false);
    }
  });

  it('that fails to be hashed gives its place back', async () => {
    const passwords = new Passwords();
    const broken = Array.from({ length: 10 }, () =>
      passwords.verify('not a hash', 'x').catch(() => 'failed'),
    );
    expect(new Set(await Promise.all(broken))).toEqual(new Set(['failed']));
    await expect(passwords.hash('still served')).resolves.toBeTypeOf('string');
  });
});

describe('what others know of a person', () => {
  const ada = { email: 'ada.lovelace@example.org', name: 'Ada Lovelace' };
  it.each([
    'ada.lovelace@example.org',
    'Ada.Lovelace',
    'ada.lovelace1815',
    'adalovelace',
    'Ada Lovelace',
    'adalovelace1!',
  ])('is no password: %s', (password) => {
    expect(isOwnData(password, ada)).toBe(true);
  });

  it.each([
    'lovelace and babbage',
    'ada.lovelace.engine',
    'the password of ada.lovelace@example.org',
    '12345',
  ])('but this may be one: %s', (password) => {
    expect(isOwnData(password, ada)).toBe(false);
  });
});

describe('the commonest passwords', () => {
  it.each([
    'password',
    'Password',
    'PASSWORD1',
    '12345678',
    '123456789',
    '1234567890',
    'qwertyuiop',
    'qwerty123',
    'iloveyou',
    'sunshine',
    'princess',
    'football',
    'baseball',
    'superman',
    'trustno1',
    '1q2w3e4r',
    '1qaz2wsx',
    'abcd1234',
    'letmein1',
    'Passw0rd',
    'p@ssw0rd',
    '11111111',
    'michael1',
    'liverpool',
    'starwars',
    'password123',
    'jiggy-care-demo',
    'Jiggy-Care-Demo',
    'Summer2026',
    'winter2025!',
    'Sommer 2026',
    '2026spring',
  ])('refuse %s', (password) => {
    expect(isCommonPassword(password)).toBe(true);
  });

  it.each(['correct horse battery staple', 'Tr0ub4dor&3x', 'a quiet river in may', 'xkQ8v2mPz1'])(
    'let %s pass',
    (password) => {
      expect(isCommonPassword(password)).toBe(false);
    },
  );

  it('are some thousands, all in lower case and without doubles', () => {
    const words = WORDS.trim().split(/\s+/);
    const whole = WHOLE.trim().split(/\s+/);
    expect(new Set([...words, ...whole]).size).toBe(words.length + whole.length);
    expect(`${WORDS}${WHOLE}${ENDINGS}`.toLowerCase()).toBe(`${WORDS}${WHOLE}${ENDINGS}`);
    const long = words.flatMap((word) => ['', ...ENDINGS.split(' ')].map((ending) => word + ending));
    expect([...long, ...whole].filter(isCommonPassword).length).toBeGreaterThan(3_000);
  });
});
