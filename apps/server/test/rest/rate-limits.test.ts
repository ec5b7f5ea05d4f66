import { randomUUID } from 'node:crypto';
import { ROUTES, type Route, type RouteName } from '@jiggy-care/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, type Reply } from '../support/api.ts';
import { makePair, type Pair } from '../support/people.ts';
import { expectRefusal } from '../support/refusals.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

let server: TestServer;
let pair: Pair;

beforeAll(async () => {
  server = await startTestServer({ RATE_LIMITS: 'on' });
  pair = await makePair(server);
});
afterAll(() => server.close());

/** The two headers, each limit by its name. */
function limitsOf(reply: Reply<unknown>) {
  const parse = (header: string) =>
    (reply.headers.get(header) ?? '').split(', ').flatMap((item) => {
      const [, name = '', parameters = ''] = /^"([\w-]+)"((?:;[a-z]=\d+)*)$/.exec(item) ?? [];
      const numbers = [...parameters.matchAll(/;([a-z])=(\d+)/g)].map(([, key, value]) => [
        key,
        Number(value),
      ]);
      return name === '' ? [] : [{ name, ...Object.fromEntries(numbers) }];
    });
  const [left] = parse('ratelimit');
  return { policies: parse('ratelimit-policy'), left };
}

const signIn = (email: string, password: string) =>
  ask(server.api, 'POST', '/auth/login', { body: { email, password } });

describe('an answer tells what is left', () => {
  test('of the limit of the person, one less each time', async () => {
    const [first, second] = [
      await pair.patient.ask('GET', '/auth/me'),
      await pair.patient.ask('GET', '/auth/me'),
    ];
    expect(limitsOf(first).policies).toEqual([{ name: 'request', q: 6_000, w: 60 }]);
    const { left } = limitsOf(second);
    expect(left).toEqual({ name: 'request', r: limitsOf(first).left?.r - 1, t: expect.any(Number) });
    expect(left?.t).toBeGreaterThan(0);
    expect(left?.t).toBeLessThanOrEqual(60);
  });

  test('of the tightest where several were counted', async () => {
    const { patient, consultant, booking } = pair;
    const body = {
      consultantId: consultant.id,
      patientId: patient.id,
      bookingId: booking.id,
      content: 'Hello',
      senderType: 'patient',
      clientMessageId: randomUUID(),
    };
    const reply = await patient.ask('POST', '/chat/messages', body);
    expect(reply.status).toBe(201);
    expect(limitsOf(reply).policies).toEqual([
      { name: 'request', q: 6_000, w: 60 },
      { name: 'message', q: 600, w: 30 },
    ]);
    expect(limitsOf(reply).left).toMatchObject({ name: 'message', r: 599 });
  });

  test('also where it refuses, and to nobody who is signed in', async () => {
    const refused = await ask(server.api, 'GET', '/auth/me');
    expectRefusal(refused, 401, 'unauthorized');
    expect(limitsOf(refused).left?.name).toBe('addressRequest');
  });

  test('of each asker alone, however many ask at once', async () => {
    const people = [pair.patient, pair.consultant];
    const before = await Promise.all(people.map((person) => person.ask('GET', '/auth/me')));
    await Promise.all(Array.from({ length: 5 }, () => pair.patient.ask('GET', '/bookings')));
    const after = await Promise.all(people.map((person) => person.ask('GET', '/auth/me')));
    const used = people.map((_, index) => {
      const [one, other] = [before[index], after[index]].map((reply) => reply && limitsOf(reply).left?.r);
      return one - other;
    });
    expect(used).toEqual([6, 1]);
  });

  test('and a page of another origin may read it', async () => {
    const reply = await ask(server.api, 'GET', '/health', { headers: { Origin: 'http://localhost:5173' } });
    const exposed = (reply.headers.get('access-control-expose-headers') ?? '').split(',');
    expect(exposed).toEqual(expect.arrayContaining(['RateLimit', 'RateLimit-Policy', 'Retry-After']));
    expect(limitsOf(reply).left).toBeDefined();
  });

  test('and nothing where nothing is limited', async () => {
    const open = await startTestServer();
    try {
      const reply = await ask(open.api, 'GET', '/health');
      expect([reply.headers.get('ratelimit'), reply.headers.get('ratelimit-policy')]).toEqual([null, null]);
    } finally {
      await open.close();
    }
  });
});

describe('a route with a limit of its own', () => {
  const limited = (Object.entries(ROUTES) as [RouteName, Route][]).flatMap(
    ([name, { method, path, rate }]) =>
      rate === undefined ? [] : [{ name, method, path: path.replaceAll(/:\w+/g, () => randomUUID()), rate }],
  );
  /** What each of them takes for good, though it leads nowhere. */
  const GOOD: Partial<Record<RouteName, () => unknown>> = {
    createBooking: () => ({ consultantId: randomUUID(), scheduledAt: '2090-03-01T10:00:00Z' }),
    changeBooking: () => ({ status: 'completed' }),
    sendMessage: () => ({
      consultantId: randomUUID(),
      patientId: pair.patient.id,
      bookingId: randomUUID(),
      content: 'Hello',
      senderType: 'patient',
    }),
    markRead: () => ({ messageIds: [randomUUID()] }),
    changeEmail: () => ({ email: `${randomUUID()}@example.org`, currentPassword: pair.patient.password }),
  };
  /** Those that lead somewhere. */
  const DONE: readonly RouteName[] = ['changeEmail', 'sendVerification'];

  test.each(limited)('$name counts towards "$rate" what is well written, and nothing else', async (route) => {
    const { patient } = pair;
    const asked = async (body: unknown) => {
      const reply = await patient.ask(route.method, route.path, body);
      return { code: reply.body?.code, counted: limitsOf(reply).policies.map(({ name }) => name) };
    };
    if ((ROUTES[route.name] as Route).body !== undefined)
      expect(await asked({})).toEqual({ code: 'validation_failed', counted: ['request'] });
    expect(await asked(GOOD[route.name]?.())).toEqual({
      code: DONE.includes(route.name) ? undefined : 'not_found',
      counted: ['request', route.rate],
    });
  });
});

describe('wrong passwords', () => {
  test('are told how many are left, and the wait in minutes; alike whether there is such an account', async () => {
    const { email } = pair.patient;
    for (const one of [email, 'nobody@example.org']) {
      const told: Reply<{ message: string }>[] = [];
      for (let count = 1; count <= 6; count += 1) told.push(await signIn(one, `guess number ${count}`));
      const refused = told[5] as Reply<{ message: string }>;
      expect(told.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 429]);
      expect(told.map((reply) => limitsOf(reply).left?.r)).toEqual([4, 3, 2, 1, 0, 0]);
      for (const reply of told) {
        expect(limitsOf(reply).left?.name).toBe('loginFailure-300');
        expect(reply.headers.get('ratelimit-policy')).not.toContain('loginAccount');
      }
      expectRefusal(refused, 429, 'rate_limited');
      expect(refused.body.message).toBe('Too many requests, please try again in 5 minutes');
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(200);
    }
  });

  test('of one who then signs in are forgotten, also by the header', async () => {
    const { email, password } = pair.consultant;
    await signIn(email, 'a wrong one');
    const reply = await signIn(email, password);
    expect(reply.status).toBe(200);
    expect(limitsOf(reply).policies.map(({ name }) => name)).toEqual(['addressRequest', 'loginAddress']);
  });
});
