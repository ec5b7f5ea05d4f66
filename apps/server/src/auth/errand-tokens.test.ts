import { expect, test } from 'vitest';
import { ErrandTokens } from './errand-tokens.ts';
import { SigningSecret } from './jwt-secret.ts';
import { TEST_SECRET, TestClock } from './testing/auth-ground.ts';
import { Tokens } from './tokens.ts';

const clock = new TestClock();
const secret = new SigningSecret(TEST_SECRET);
const errands = new ErrandTokens(secret, clock);
const errand = { callId: 'c', upToSeq: 7 };

test('a token brings its errand back until it ends, whoever of those with the secret reads it', async () => {
  const token = await errands.sign('decline', errand, clock.now() + 2_000);
  expect(await new ErrandTokens(secret, clock).read('decline', token)).toMatchObject(errand);
  clock.pass(4_000);
  expect(await errands.read('decline', token)).toBeUndefined();
});

test('a token of one purpose is nothing to another, nor one of another secret, nor one that was changed', async () => {
  const token = await errands.sign('decline', errand, clock.now() + 60_000);
  expect(await errands.read('receipt', token)).toBeUndefined();
  expect(
    await new ErrandTokens(new SigningSecret(`${TEST_SECRET}!`), clock).read('decline', token),
  ).toBeUndefined();
  const [head, , signature] = token.split('.');
  const body = Buffer.from(JSON.stringify({ ...errand, exp: 9_999_999_999 })).toString('base64url');
  expect(await errands.read('decline', [head, body, signature].join('.'))).toBeUndefined();
  expect(await errands.read('decline', 'no token')).toBeUndefined();
});

test('it signs nobody in, and whoever is signed in has no such token', async () => {
  const tokens = new Tokens(secret, clock);
  const errandToken = await errands.sign('decline', errand, clock.now() + 60_000);
  await expect(tokens.verify(errandToken)).rejects.toMatchObject({ code: 'unauthorized' });
  const identity = { userId: crypto.randomUUID(), role: 'patient', sessionId: crypto.randomUUID() } as const;
  expect(await errands.read('decline', await tokens.sign(identity, clock.now()))).toBeUndefined();
});
