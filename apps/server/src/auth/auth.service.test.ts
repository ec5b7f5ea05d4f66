import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { hashSecret } from './refresh-tokens.ts';
import { RefusedSignIns } from './refused-sign-ins.repository.ts';
import { authNode, registration, TestClock, visitor } from './testing/auth-ground.ts';
import {
  emptyTables,
  FIRST_START_MS,
  openTestDatabase,
  type TestDatabase,
} from './testing/open-test-database.ts';

let ground: TestDatabase;
let clock: TestClock;
let node: ReturnType<typeof authNode>;

beforeAll(async () => {
  ground = await openTestDatabase();
}, FIRST_START_MS);
afterAll(() => ground.remove());
beforeEach(async () => {
  await emptyTables(ground.database);
  clock = new TestClock();
  node = authNode(ground.database, clock);
});

const ada = registration('Ada@Example.org');
const callerOf = (grant: { user: { id: string }; sessionId: string }) => ({
  userId: grant.user.id,
  role: 'patient' as const,
  sessionId: grant.sessionId,
});

describe('registering', () => {
  it('makes an account and signs in', async () => {
    const grant = await node.auth.register(ada, visitor());
    expect(grant.user).toEqual({ id: expect.any(String), email: ada.email, name: ada.name, role: 'patient' });
    const { identity } = await node.authenticator.authenticate(grant.accessToken);
    expect(identity).toEqual({ userId: grant.user.id, role: 'patient', sessionId: grant.sessionId });
  });

  it('one e-mail ten times at once, in different cases, makes one account', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, (_, index) =>
        node.auth.register(
          { ...ada, email: index % 2 === 0 ? ada.email : ada.email.toUpperCase() },
          visitor(),
        ),
      ),
    );
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused).toHaveLength(9);
    for (const { reason } of refused) expect(reason).toMatchObject({ code: 'email_taken', status: 409 });
  });

  it('with one of the commonest passwords is refused, naming the field', async () => {
    await expect(node.auth.register({ ...ada, password: 'Password123' }, visitor())).rejects.toMatchObject({
      code: 'validation_failed',
      details: [{ path: 'password' }],
    });
  });

  it('stores neither more than the documented fields nor the password itself', async () => {
    const body = { ...ada, id: '11111111-1111-4111-8111-111111111111', lastSeenAt: '2000-01-01T00:00:00Z' };
    await node.auth.register(body, visitor());
    const { rows } = await ground.database.pool.query('select * from users');
    expect(rows[0].id).not.toBe(body.id);
    expect(rows[0].last_seen_at).toBeNull();
    expect(JSON.stringify(rows) + node.log.lines.join()).not.toContain(ada.password);
  });

  it('by the hundred from one address is stopped', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 100 }, () => node.auth.register({ ...ada, password: 'password' }, visitor())),
    );
    const stopped = results.filter(
      (result) => result.status === 'rejected' && result.reason.code === 'rate_limited',
    );
    expect(stopped).toHaveLength(80);
  });
});

describe('a consultant, where consultants cannot sign up,', () => {
  const doctor = registration('doctor@example.org', 'consultant');
  const invite = (email: string, inMs: number) =>
    node.invitations.add(hashSecret('the token'), email, clock.now() + inMs);

  beforeEach(() => {
    node = authNode(ground.database, clock, { CONSULTANT_SIGNUP: 'closed' });
  });

  it('is refused without an invitation, while patients are welcome', async () => {
    const refused = { code: 'signup_closed', status: 403 };
    await expect(node.auth.register(doctor, visitor())).rejects.toMatchObject(refused);
    await expect(node.auth.register({ ...doctor, invitation: 'guess' }, visitor())).rejects.toMatchObject(
      refused,
    );
    await expect(node.auth.register(ada, visitor())).resolves.toBeDefined();
  });

  it('may register once with an invitation for this e-mail, even when trying ten times at once', async () => {
    await invite('Doctor@example.org', 60_000);
    const invited = { ...doctor, invitation: 'the token' };
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, () => node.auth.register(invited, visitor())),
    );
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    const { rows } = await ground.database.pool.query('select used_at from invitations');
    expect(rows[0].used_at).not.toBeNull();
  });

  it('cannot use an invitation of another e-mail or one that has expired', async () => {
    const invited = { ...doctor, invitation: 'the token' };
    await invite('else@example.org', 60_000);
    await expect(node.auth.register(invited, visitor())).rejects.toMatchObject({ code: 'signup_closed' });
    await ground.database.pool.query('delete from invitations');
    await invite(doctor.email, 60_000);
    clock.pass(60_000);
    await expect(node.auth.register(invited, visitor())).rejects.toMatchObject({ code: 'signup_closed' });
  });

  it('keeps the invitation when the e-mail turns out to be taken', async () => {
    await node.auth.register({ ...ada, email: doctor.email }, visitor());
    await invite(doctor.email, 60_000);
    const taken = node.auth.register({ ...doctor, invitation: 'the token' }, visitor());
    await expect(taken).rejects.toMatchObject({ code: 'email_taken' });
    const held = { tokenHash: hashSecret('the token'), now: clock.now() };
    await expect(node.invitations.require(held, doctor.email)).resolves.toBeUndefined();
  });
});

describe('signing in', () => {
  beforeEach(async () => {
    await node.auth.register(ada, visitor());
  });

  it('works with the e-mail in any case', async () => {
    const grant = await node.auth.login('ADA@example.ORG', ada.password, visitor());
    expect(grant.user.email).toBe(ada.email);
  });

  it('answers alike for a wrong password and an unknown e-mail', async () => {
    const wrong = await node.auth.login(ada.email, 'wrong', visitor()).catch((refusal: unknown) => refusal);
    const unknown = await node.auth
      .login('no@example.org', 'wrong', visitor())
      .catch((refusal: unknown) => refusal);
    expect(wrong).toMatchObject({ code: 'wrong_credentials', status: 401 });
    expect(unknown).toMatchObject({ code: 'wrong_credentials', message: (wrong as Error).message });
  });

  it('takes e-mails for text, never for a pattern', async () => {
    await expect(node.auth.login('%@example.org', ada.password, visitor())).rejects.toMatchObject({
      code: 'wrong_credentials',
    });
  });

  it('lets one address guess five times, also at once, and the owner still in from elsewhere', async () => {
    const guesses = await Promise.allSettled(
      Array.from({ length: 25 }, (_, index) =>
        node.auth.login(ada.email, `guess ${index}`, visitor('192.0.2.66')),
      ),
    );
    const codes = guesses.map((guess) => (guess.status === 'rejected' ? guess.reason.code : 'in'));
    expect(codes.filter((code) => code === 'wrong_credentials')).toHaveLength(5);
    expect(codes.filter((code) => code === 'rate_limited')).toHaveLength(20);
    await expect(node.auth.login(ada.email, ada.password, visitor('192.0.2.66'))).rejects.toMatchObject({
      code: 'rate_limited',
      retryAfterMs: expect.any(Number),
    });
    await expect(node.auth.login(ada.email, ada.password, visitor('198.51.100.1'))).resolves.toBeDefined();
  });

  it('limits an unknown e-mail in the same way', async () => {
    const codes: string[] = [];
    for (let guess = 0; guess < 6; guess += 1) {
      const refusal = await node.auth.login('no@example.org', 'x', visitor()).catch((thrown) => thrown);
      codes.push(refusal.code);
    }
    expect(codes).toEqual([...Array(5).fill('wrong_credentials'), 'rate_limited']);
  });

  it('forgives mistyping once the password was right', async () => {
    for (let round = 0; round < 3; round += 1) {
      for (let guess = 0; guess < 4; guess += 1) {
        await node.auth.login(ada.email, 'mistyped', visitor()).catch(() => {});
      }
      await expect(node.auth.login(ada.email, ada.password, visitor())).resolves.toBeDefined();
    }
  });
});

describe('changing the password', () => {
  it('ends the other sessions, keeps this one, and only the new password works', async () => {
    const first = await node.auth.register(ada, visitor());
    const second = await node.auth.login(ada.email, ada.password, visitor());
    const ended: string[] = [];
    node.facts.hear('sessions.ended', ({ sessionIds }) => ended.push(...sessionIds));
    await node.auth.changePassword(callerOf(second), ada.password, 'a new one, not common', '192.0.2.1');
    expect(ended).toEqual([first.sessionId]);
    await expect(node.authenticator.authenticate(first.accessToken)).rejects.toMatchObject({
      code: 'unauthorized',
    });
    await expect(node.authenticator.authenticate(second.accessToken)).resolves.toBeDefined();
    await expect(node.auth.login(ada.email, ada.password, visitor())).rejects.toMatchObject({
      code: 'wrong_credentials',
    });
    await expect(node.auth.login(ada.email, 'a new one, not common', visitor())).resolves.toBeDefined();
  });

  it('with a wrong current password changes nothing, and guessing it is limited', async () => {
    const grant = await node.auth.register(ada, visitor());
    const change = () =>
      node.auth.changePassword(callerOf(grant), 'wrong', 'a new one, not common', '192.0.2.1');
    for (let guess = 0; guess < 5; guess += 1) {
      await expect(change()).rejects.toMatchObject({ code: 'wrong_credentials', status: 401 });
    }
    await expect(change()).rejects.toMatchObject({ code: 'rate_limited' });
    await expect(node.auth.login(ada.email, ada.password, visitor('198.51.100.1'))).resolves.toBeDefined();
  });

  it('to one of the commonest is refused, naming the field', async () => {
    const grant = await node.auth.register(ada, visitor());
    await expect(
      node.auth.changePassword(callerOf(grant), ada.password, 'iloveyou', '192.0.2.1'),
    ).rejects.toMatchObject({ code: 'validation_failed', details: [{ path: 'newPassword' }] });
  });
});

describe('sessions', () => {
  it('are listed with the current one marked, and each person sees and ends only their own', async () => {
    const mine = await node.auth.register(ada, visitor());
    const phone = await node.auth.login(ada.email, ada.password, visitor('192.0.2.1', 'web'));
    const other = await node.auth.register(registration('eve@example.org'), visitor());
    const listed = await node.sessions.list(mine.user.id, mine.sessionId);
    expect(listed.map(({ id, current }) => [id, current])).toEqual(
      expect.arrayContaining([
        [mine.sessionId, true],
        [phone.sessionId, false],
      ]),
    );
    expect(listed).toHaveLength(2);
    expect(JSON.stringify(listed)).not.toMatch(/hash|token/i);

    expect(await node.sessions.end(other.user.id, mine.sessionId)).toBe(false);
    expect(await node.sessions.end(mine.user.id, phone.sessionId)).toBe(true);
    expect(await node.sessions.end(mine.user.id, phone.sessionId)).toBe(false);
    await expect(node.authenticator.authenticate(mine.accessToken)).resolves.toBeDefined();
    await expect(node.authenticator.authenticate(phone.accessToken)).rejects.toMatchObject({
      code: 'unauthorized',
    });
  });

  it('end with a logout, once and for all', async () => {
    const grant = await node.auth.register(ada, visitor());
    await Promise.all([node.auth.logout(callerOf(grant)), node.auth.logout(callerOf(grant))]);
    await expect(node.authenticator.authenticate(grant.accessToken)).rejects.toMatchObject({
      code: 'unauthorized',
    });
    await expect(node.auth.refresh([grant.refreshToken], '192.0.2.1')).rejects.toMatchObject({
      code: 'unauthorized',
    });
  });
});

describe('guessing from everywhere', () => {
  const from = (index: number) => visitor(`203.0.113.${index}`);
  const wrong = { code: 'wrong_credentials' };

  /** As many wrong passwords for one account, each from another address. */
  async function guess(email: string, times: number): Promise<string[]> {
    const codes: string[] = [];
    for (let index = 0; index < times; index += 1) {
      const refusal = await node.auth.login(email, `guess ${index}`, from(index)).catch((thrown) => thrown);
      codes.push(refusal.code);
    }
    return codes;
  }

  beforeEach(() => {
    // a tenth of every limit: ten guesses an hour for an account
    node = authNode(ground.database, clock, { RATE_LIMITS: '0.1' });
    node.passwords.verify = async (hash, password) => hash !== undefined && password === ada.password;
  });

  it('is bounded for the account, known or not, and never for its owner where they have been before', async () => {
    await node.auth.register(ada, visitor('192.0.2.1'));
    for (const email of [ada.email, 'nobody@example.org']) {
      expect(await guess(email, 12)).toEqual([
        ...Array(10).fill('wrong_credentials'),
        ...Array(2).fill('rate_limited'),
      ]);
    }
    await expect(node.auth.login(ada.email, ada.password, visitor('198.51.100.1'))).rejects.toMatchObject({
      code: 'rate_limited',
    });
    await expect(node.auth.login(ada.email, ada.password, visitor('192.0.2.1'))).resolves.toBeDefined();
  });

  it('is seen by the owner and the operator: from where and how often, never what', async () => {
    const grant = await node.auth.register(ada, visitor('192.0.2.1'));
    await guess(ada.email, 3);
    await expect(node.auth.login('nobody@example.org', 'x', from(9))).rejects.toMatchObject(wrong);
    await vi.waitFor(async () => {
      expect(await node.auth.listRefusedSignIns(callerOf(grant))).toEqual([
        {
          network: '203.0.113.0/24',
          tries: 3,
          firstAt: expect.any(String),
          lastAt: expect.any(String),
        },
      ]);
    });
    const told = node.log.lines.filter((line) => line.startsWith('sign-in refused'));
    expect(told).toHaveLength(4);
    expect(told[0]).toBe(
      `sign-in refused ${JSON.stringify({ userId: grant.user.id, network: '203.0.113.0/24' })}`,
    );
    expect(told.join()).not.toMatch(/guess|example/);
  });

  it('by whoever is signed in counts as a guess, and is no refused sign-in', async () => {
    const grant = await node.auth.register(ada, visitor('192.0.2.1'));
    const caller = callerOf(grant);
    await expect(
      node.auth.changePassword(caller, 'wrong', 'a new one, not common', '203.0.113.201'),
    ).rejects.toMatchObject(wrong);
    await expect(node.auth.confirm(caller, 'wrong', '203.0.113.202')).rejects.toMatchObject(wrong);
    expect(await guess(ada.email, 9)).toEqual([...Array(8).fill('wrong_credentials'), 'rate_limited']);
    await vi.waitFor(async () => {
      expect(await node.auth.listRefusedSignIns(caller)).toMatchObject([{ tries: 9 }]);
    });
    const told = node.log.lines.map((line) => line.split(' {')[0]);
    expect(told.filter((line) => line === 'password refused in a session')).toHaveLength(2);
  });

  it('from a thousand networks fills no table', async () => {
    const { user } = await node.auth.register(ada, visitor());
    const refused = new RefusedSignIns(ground.database);
    for (let index = 0; index < 60; index += 1) await refused.note(user.id, `10.0.${index}.0/24`);
    expect(await refused.list(user.id)).toHaveLength(50);
  });
});

describe('a closed account', () => {
  it('lets nobody in, says so to its owner only, and its sessions are over', async () => {
    const grant = await node.auth.register(ada, visitor());
    expect(await node.changes.close(grant.user.id, clock.now())).toEqual([grant.sessionId]);
    expect(await node.changes.close(grant.user.id, clock.now())).toBeUndefined();
    await expect(node.auth.login(ada.email, ada.password, visitor())).rejects.toMatchObject({
      code: 'account_disabled',
      status: 403,
    });
    await expect(node.auth.login(ada.email, 'a guess', visitor())).rejects.toMatchObject({
      code: 'wrong_credentials',
    });
    await expect(node.auth.refresh([grant.refreshToken], '192.0.2.1')).rejects.toMatchObject({
      code: 'unauthorized',
    });
    clock.pass(1_000);
    await expect(node.authenticator.authenticate(grant.accessToken)).rejects.toMatchObject({
      code: 'unauthorized',
    });
    expect(await node.accounts.reopen(grant.user.id)).toBe(true);
    expect(await node.accounts.reopen(grant.user.id)).toBe(false);
    await expect(node.auth.login(ada.email, ada.password, visitor())).resolves.toBeDefined();
  });
});

describe('in production', () => {
  const demo = { ...registration('Patient@Jiggy.demo'), password: 'a password of my own' };

  it('an address of the demo is given to nobody, and opens nothing that it had before', async () => {
    await node.auth.register(demo, visitor());
    const production = authNode(ground.database, clock, {
      NODE_ENV: 'production',
      ALLOW_EMBEDDED_DATABASE: 'true',
    });
    await expect(
      production.auth.register({ ...demo, email: 'other@jiggy.demo' }, visitor()),
    ).rejects.toMatchObject({ code: 'validation_failed', details: [{ path: 'email' }] });
    await expect(production.auth.login(demo.email, demo.password, visitor())).rejects.toMatchObject({
      code: 'wrong_credentials',
    });
  });
});

describe('several refresh cookies', () => {
  it('are tried until one is ours', async () => {
    const { refreshToken } = await node.auth.register(ada, visitor());
    const tokens = ['theirs', 'B'.repeat(43), refreshToken];
    await expect(node.auth.refresh(tokens, '192.0.2.1')).resolves.toBeDefined();
    await expect(node.auth.refresh(['theirs', 'B'.repeat(43)], '192.0.2.1')).rejects.toMatchObject({
      code: 'unauthorized',
    });
  });
});
