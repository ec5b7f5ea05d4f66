import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { API_BASE, ROUTES, type Route, type RouteName } from '@jiggy-care/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, type Reply } from '../support/api.ts';
import { cookieHeader } from '../support/cookies.ts';
import { makePair, type Pair, signUp } from '../support/people.ts';
import { sendRaw } from '../support/raw-http.ts';
import { expectInvalid, expectRefusal } from '../support/refusals.ts';
import { Sockets } from '../support/sockets.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

const DOCUMENTED_ORIGINS = [
  'http://localhost:3000',
  'http://localhost:5173',
  'https://jiggy-care.onrender.com',
];
const FOREIGN_ORIGINS = [
  'https://evil.example',
  'null',
  'http://localhost',
  'http://localhost:3001',
  'https://localhost:3000',
  'http://127.0.0.1:3000',
  'http://jiggy-care.onrender.com',
  'https://jiggy-care.onrender.com.evil.example',
  'https://evil-jiggy-care.onrender.com',
  'HTTP://LOCALHOST:3000',
];

let server: TestServer;
let pair: Pair;

beforeAll(async () => {
  server = await startTestServer({ SERVER_KEYS: 'the-key-of-a-server-long-and-various' });
  pair = await makePair(server);
});
afterAll(() => server.close());

const routes = Object.entries(ROUTES) as [RouteName, Route][];
const preflight = (origin: string, path = '/chat/messages', more: Record<string, string> = {}) =>
  sendRaw(server, {
    method: 'OPTIONS',
    path: `${API_BASE}${path}`,
    headers: { Origin: origin, 'Access-Control-Request-Method': 'POST', ...more },
  });
const listOf = (reply: Reply<unknown>, name: string) =>
  (reply.headers.get(name) ?? '')
    .split(',')
    .map((item) => item.trim())
    .sort();

/** One answer of every kind: success, and each refusal that can be had without a failure. */
async function answersOfEveryKind(headers: Record<string, string> = {}): Promise<Reply<unknown>[]> {
  const { patient } = pair;
  const asked = { token: patient.token, headers };
  return Promise.all([
    ask(server.api, 'GET', '/auth/me', asked),
    ask(server.api, 'GET', '/health', { headers }),
    ask(server.api, 'GET', `/chat/conversations?patientId=${patient.id}`, asked),
    ask(server.api, 'GET', '/chat/conversations', asked),
    ask(server.api, 'GET', '/auth/me', { headers }),
    ask(server.api, 'GET', `/chat/conversations?patientId=${randomUUID()}`, asked),
    ask(server.api, 'GET', `/chat/conversations/${randomUUID()}/messages`, asked),
    ask(server.api, 'GET', '/nothing/here', asked),
    ask(server.url, 'GET', '/nothing/here', asked),
    ask(server.api, 'PUT', '/auth/login', asked),
    ask(server.api, 'POST', '/auth/login', { ...asked, body: '{' }),
    ask(server.api, 'POST', '/auth/login', {
      body: '{}',
      headers: { ...headers, 'Content-Type': 'text/plain' },
    }),
  ]);
}

test('a connection that nobody uses outlives what proxies keep; a request that is never finished does not', async () => {
  const { headers } = await ask(server.api, 'GET', '/health');
  const keptS = Number(/^timeout=(\d+)/.exec(headers.get('keep-alive') ?? '')?.[1]);
  expect(keptS).toBeGreaterThan(60);
  const { keepAliveTimeout, headersTimeout, requestTimeout } = server.app.getHttpServer() as Server;
  expect(keepAliveTimeout).toBe(keptS * 1_000);
  for (const timeout of [headersTimeout, requestTimeout]) {
    expect(timeout).toBeGreaterThan(0);
    expect(timeout).toBeLessThan(60_000);
  }
});

test.each([
  ['localhost:3000', 'same-origin'],
  ['[::1]:3000', 'same-origin'],
  ['192.0.2.7:3000', null],
])(
  'what browsers heed over HTTPS and on their own machine only is sent there only: %s',
  async (host, policy) => {
    const { headers } = await sendRaw(server, { path: `${API_BASE}/health`, headers: { Host: host } });
    expect(headers.get('cross-origin-opener-policy')).toBe(policy);
    expect(headers.get('origin-agent-cluster')).toBe(policy && '?1');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  },
);

describe('a page of another origin', () => {
  test.each(DOCUMENTED_ORIGINS)(
    '%s may ask, with credentials, and see every kind of answer',
    async (origin) => {
      for (const reply of await answersOfEveryKind({ Origin: origin })) {
        expect(reply.headers.get('access-control-allow-origin')).toBe(origin);
        expect(reply.headers.get('access-control-allow-credentials')).toBe('true');
        expect(listOf(reply, 'vary')).toContain('Origin');
        expect(listOf(reply, 'access-control-expose-headers')).toEqual([
          'Link',
          'RateLimit',
          'RateLimit-Policy',
          'Retry-After',
          'X-Request-Id',
        ]);
      }
    },
  );

  test.each(DOCUMENTED_ORIGINS)(
    '%s is told the documented methods and headers, and those of tracing',
    async (origin) => {
      const forPages = routes.filter(([, { access }]) => access !== 'operator');
      for (const path of [...new Set(forPages.map(([, { path }]) => path)), '/nothing/here']) {
        const reply = await preflight(origin, path);
        expect(reply.status).toBe(204);
        expect(reply.text).toBe('');
        expect(reply.headers.get('access-control-allow-origin')).toBe(origin);
        expect(reply.headers.get('access-control-allow-credentials')).toBe('true');
        expect(listOf(reply, 'access-control-allow-methods')).toEqual(
          ['GET', 'HEAD', 'PUT', 'PATCH', 'POST', 'DELETE'].sort(),
        );
        expect(listOf(reply, 'access-control-allow-headers')).toEqual(
          [
            ...['Content-Type', 'Authorization', 'X-Access-Token', 'X-Refresh-Token', 'X-Client-Type'],
            ...['traceparent', 'tracestate', 'sentry-trace', 'baggage'],
          ].sort(),
        );
      }
    },
  );

  test.each(FOREIGN_ORIGINS)('%s is given nothing', async (origin) => {
    const replies = [
      ...(await answersOfEveryKind({ Origin: origin })),
      await preflight(origin),
      await preflight(origin, '/chat/messages', { 'Access-Control-Request-Headers': 'x-evil' }),
      await preflight(origin, '/chat/messages', { 'Access-Control-Request-Private-Network': 'true' }),
    ];
    for (const reply of replies) {
      expect(reply.headers.get('access-control-allow-origin')).toBeNull();
      expect(reply.headers.get('access-control-allow-private-network')).toBeNull();
      expect(listOf(reply, 'vary')).toContain('Origin');
    }
    expect(replies.at(-2)?.headers.get('access-control-allow-headers')).not.toContain('x-evil');
  });

  test.each([...DOCUMENTED_ORIGINS, ...FOREIGN_ORIGINS])(
    '%s is given nothing where a server shows its key',
    async (origin) => {
      const forServers = routes.filter(([, { access }]) => access === 'operator');
      expect(forServers.length).toBeGreaterThan(0);
      for (const [, { method, path }] of forServers) {
        for (const asked of [path, path.replace('/admin', '/Admin')]) {
          const replies = [
            await preflight(origin, asked),
            await ask(server.api, method, asked, { headers: { Origin: origin } }),
          ];
          for (const { headers } of replies) {
            expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
          }
        }
      }
    },
  );

  test('that is refused is told to the operator once, with the setting that lets it in', async () => {
    const origin = 'https://told-once.example';
    for (const path of ['/health', '/auth/me'])
      await ask(server.api, 'GET', path, { headers: { Origin: origin } });
    const lines = server.logged.filter((line) => line.includes(origin));
    expect(lines).toEqual([expect.stringContaining('CORS_ORIGINS')]);
  });

  test('without an Origin nothing is said of origins', async () => {
    for (const reply of await answersOfEveryKind()) {
      expect(reply.headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  test('CORS_ORIGINS replaces the documented ones', async () => {
    const own = await startTestServer({ CORS_ORIGINS: 'https://app.example' });
    try {
      const allowed = async (origin: string) =>
        (await ask(own.api, 'GET', '/health', { headers: { Origin: origin } })).headers.get(
          'access-control-allow-origin',
        );
      expect(await allowed('https://app.example')).toBe('https://app.example');
      for (const origin of DOCUMENTED_ORIGINS) expect(await allowed(origin)).toBeNull();
    } finally {
      await own.close();
    }
  });
});

describe('every answer', () => {
  test('forbids its reader to run, frame, sniff or leak it', async () => {
    for (const reply of [...(await answersOfEveryKind()), await preflight('https://evil.example')]) {
      const policy = (reply.headers.get('content-security-policy') ?? '').split(/;\s*/);
      expect(policy).toEqual(expect.arrayContaining(["default-src 'none'", "frame-ancestors 'none'"]));
      expect(reply.headers.get('x-content-type-options')).toBe('nosniff');
      expect(reply.headers.get('referrer-policy')).toBe('no-referrer');
      expect(reply.headers.get('cross-origin-resource-policy')).toBe('same-origin');
      expect(reply.headers.get('strict-transport-security')).toBeNull();
    }
  });

  test('that refuses is kept by nobody, wherever it was refused', async () => {
    for (const reply of await answersOfEveryKind())
      expect(reply.headers.get('cache-control')).toBe('no-store');
  });

  test('tells nothing of what it was made with', async () => {
    for (const reply of await answersOfEveryKind()) {
      for (const name of ['x-powered-by', 'server', 'etag', 'x-runtime']) {
        expect(reply.headers.get(name)).toBeNull();
      }
    }
  });

  test('has an id of its own, which the asker cannot choose, and which the log has too', async () => {
    const replies = await answersOfEveryKind({ 'X-Request-Id': 'chosen-by-the-asker' });
    const ids = replies.map(({ headers }) => headers.get('x-request-id') ?? '');
    expect(new Set(ids).size).toBe(replies.length);
    const log = server.logged.join('');
    for (const id of ids) {
      expect(id).toMatch(/^[0-9a-f-]{36}$/);
      expect(log).toContain(id);
    }
    expect(log).not.toContain('chosen-by-the-asker');
  });

  test.each(routes)('of %s is kept by nobody, when it is refused too', async (_, { method, path }) => {
    const full = path.replace(/:\w+/, pair.conversation.id);
    const isOpen = path.startsWith('/health');
    for (const token of [undefined, pair.patient.token]) {
      // a logout would end the session that the others need
      if (path === '/auth/logout' && token !== undefined) continue;
      const { status, headers } = await ask(server.api, method, full, { token });
      expect(headers.get('cache-control')).toBe('no-store');
      if (token === undefined && !isOpen) expect([400, 401]).toContain(status);
    }
  });

  test('is JSON in UTF-8, save one without a body', async () => {
    for (const { status, headers, text } of await answersOfEveryKind()) {
      if (status === 204) continue;
      expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect(() => JSON.parse(text)).not.toThrow();
    }
  });
});

test.each(['GET', 'POST'])(
  'a name that was made to lead to this machine is not answered: %s',
  async (method) => {
    for (const path of [
      `${API_BASE}/health`,
      `${API_BASE}/auth/login`,
      '/',
      '/metrics',
      '/socket.io/?EIO=4&transport=polling',
    ]) {
      const reply = await sendRaw(server, { method, path, headers: { Host: 'evil.example:3000' } });
      expect(reply.status).toBe(403);
    }
  },
);

describe('health', () => {
  test('tells that the server runs, to anyone', async () => {
    const { status, body } = await ask(server.api, 'GET', '/health');
    expect(status).toBe(200);
    expect(body).toEqual({
      status: 'ok',
      version: expect.any(String),
      uptimeS: expect.any(Number),
      demo: false,
      mail: true,
    });
  });

  test.each(['/health', '/health/ready'])('is no matter of X-Client-Type: %s', async (path) => {
    const { status } = await ask(server.api, 'GET', path, { headers: { 'X-Client-Type': 'probe' } });
    expect(status).toBe(200);
  });

  test('ready tells that the database answers', async () => {
    const { status, body } = await ask(server.api, 'GET', '/health/ready');
    expect(status).toBe(200);
    expect(body).toEqual({ status: 'ok', database: server.database.kind });
  });

  test('without its database the server runs, is not ready, and refuses in words that help', async () => {
    const lost = await startTestServer();
    try {
      const person = await signUp(lost, 'patient');
      expect((await person.ask('GET', '/bookings')).status).toBe(200);
      await lost.database.close();
      expect((await ask(lost.api, 'GET', '/health')).status).toBe(200);
      expectRefusal(await ask(lost.api, 'GET', '/health/ready'), 503, 'unavailable');
      for (const reply of [
        await person.ask('GET', '/bookings'),
        await ask(lost.api, 'POST', '/auth/login', {
          body: { email: person.email, password: person.password },
        }),
        await person.ask('POST', '/auth/logout'),
      ]) {
        expectRefusal(reply, 503, 'unavailable');
        expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0);
      }
      // what needs no database is refused as ever
      expectRefusal(await ask(lost.api, 'GET', '/auth/me'), 401);
      expectInvalid(await ask(lost.api, 'POST', '/auth/login', { body: {} }));
    } finally {
      await lost.close();
    }
  });

  test('a database that is stuck is not ready after two seconds', async () => {
    if (server.database.kind !== 'embedded') return; // there it has many connections
    const only = await server.database.pool.connect();
    try {
      expectRefusal(await ask(server.api, 'GET', '/health/ready'), 503, 'unavailable');
    } finally {
      only.release();
    }
    expect((await ask(server.api, 'GET', '/health/ready')).status).toBe(200);
  });
});

describe('metrics', () => {
  const TOKEN = 'scrape-token-of-this-test';
  const production = {
    NODE_ENV: 'production',
    ALLOW_EMBEDDED_DATABASE: 'true',
    JWT_SECRET: 'a secret of the test suite, 0123456789',
    HOST: '127.0.0.1',
  };
  const metrics = (at: TestServer, token?: string, path = '/metrics') => ask(at.url, 'GET', path, { token });

  test('are open outside of production, count by route and status, and name no one', async () => {
    await pair.patient.ask('GET', `/chat/conversations/${pair.conversation.id}/messages`);
    await ask(server.url, 'GET', '/CANARY-path');
    const { status, text, headers } = await metrics(server);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^text\/plain/);
    expect(text).toMatch(
      /jiggy_http_request_seconds_count\{route="GET \/api\/v1\/chat\/conversations\/:conversationId\/messages",status="200"\} \d+/,
    );
    for (const known of [pair.conversation.id, pair.patient.id, pair.patient.email, 'CANARY']) {
      expect(text).not.toContain(known);
    }
  });

  test('are there for GET only, and at that path only', async () => {
    for (const [method, path] of [
      ['POST', '/metrics'],
      ['GET', '/metrics/all'],
      ['GET', `${API_BASE}/metrics`],
    ] as const) {
      expectRefusal(await ask(server.url, method, path), 404, 'not_found');
    }
  });

  test('with a token they are there for who has it; to others they are not there', async () => {
    const guarded = await startTestServer({ ...production, METRICS_TOKEN: TOKEN });
    try {
      const wrong = [undefined, 'wrong', TOKEN.slice(1), `${TOKEN}x`];
      for (const token of wrong) expectRefusal(await metrics(guarded, token), 404, 'not_found');
      expectRefusal(await metrics(guarded, undefined, `/metrics?token=${TOKEN}`), 404, 'not_found');
      expect((await metrics(guarded, TOKEN)).status).toBe(200);
    } finally {
      await guarded.close();
    }
  });

  test('production without a token has none', async () => {
    const closed = await startTestServer(production);
    try {
      for (const token of [undefined, '', 'undefined']) {
        expectRefusal(await metrics(closed, token), 404, 'not_found');
      }
    } finally {
      await closed.close();
    }
  });
});

describe('the log', () => {
  const CANARY = 'CANARY-5b2e';

  test('has no name, e-mail, password, token, query or text of a message, through success and every failure', async () => {
    const own = await startTestServer({ LOG_LEVEL: 'trace' });
    const sockets = new Sockets(own);
    const secrets: string[] = [CANARY];
    try {
      const { patient, consultant, booking, conversation } = await makePair(own);
      const person = {
        email: `${CANARY}@example.org`,
        password: `${CANARY} pass phrase`,
        name: `${CANARY} Name`,
        role: 'patient',
      };
      const message = (content: string) => ({
        consultantId: consultant.id,
        patientId: patient.id,
        bookingId: booking.id,
        senderType: 'patient',
        content,
      });
      const everything = async () => {
        const auth = (path: string, body: object, headers = {}) =>
          ask(own.api, 'POST', `/auth/${path}`, { body, headers: { 'User-Agent': CANARY, ...headers } });
        const browser = await auth('login', person, { 'X-Client-Type': 'web' });
        const replies = [
          await auth('register', person),
          await auth('login', person),
          browser,
          await auth('login', { ...person, password: `${CANARY} guess` }),
          await auth('refresh', { refreshToken: CANARY }),
          await auth('register', { ...person, role: CANARY }),
          await ask(own.api, 'POST', '/auth/login', { body: `{"${CANARY}` }),
          await ask(own.api, 'GET', `/auth/me?token=${CANARY}`, { token: CANARY }),
          await ask(own.api, 'GET', '/auth/me', {
            headers: { Cookie: `${cookieHeader(browser)}; x=${CANARY}` },
          }),
          await ask(own.api, 'GET', `/${CANARY}/${CANARY}?${CANARY}`),
          await ask(own.api, 'GET', `/chat/conversations/${CANARY}/messages`, { token: patient.token }),
          await patient.ask('GET', `/consultants?search=${CANARY}`),
          await patient.ask('POST', '/chat/messages', message(CANARY)),
          await patient.ask('POST', '/chat/messages', { ...message(CANARY), clientMessageId: CANARY }),
          await patient.ask('POST', '/chat/messages', { ...message(CANARY), bookingId: randomUUID() }),
          await patient.ask('POST', '/bookings', {
            consultantId: consultant.id,
            scheduledAt: '2090-03-01T10:00:00Z',
            reason: CANARY,
          }),
        ];
        for (const { body } of replies) {
          for (const token of [body?.accessToken, body?.refreshToken]) if (token) secrets.push(token);
        }
        for (const part of cookieHeader(browser).split('; ')) secrets.push(part.split('=')[1] || CANARY);
        return replies;
      };
      secrets.push(patient.token, patient.refreshToken, patient.password, patient.email);

      const working = await everything();
      const statuses = new Set(working.map(({ status }) => status));
      expect(statuses).toEqual(new Set([200, 201, 400, 401, 404]));
      const socket = await sockets.inside(patient, conversation.id);
      await socket.ask('send_message', { ...message(CANARY), conversationId: conversation.id });
      await socket.ask('send_message', { conversationId: CANARY, content: CANARY, senderType: CANARY });
      await socket.ask(CANARY, { [CANARY]: CANARY });

      await own.database.pool.query('alter table messages rename column content to contents');
      await own.database.pool.query('alter table users rename column name to names');
      await own.database.pool.query('alter table bookings rename column reason to reasons');
      const failing = await everything();
      await socket.ask('send_message', { ...message(CANARY), conversationId: conversation.id });
      const failed = failing.filter(({ status }) => status === 500);
      expect(failed.length).toBeGreaterThanOrEqual(5);
      for (const reply of failed) {
        const { message: sentence, requestId } = expectRefusal(reply, 500, 'internal');
        expect(sentence).toBe('Something went wrong on our side');
        expect(
          own.logged.find((line) => line.includes('request failed') && line.includes(requestId)),
        ).toBeDefined();
      }

      await own.database.close();
      const lost = await everything();
      expect(lost.filter(({ status }) => status === 503).length).toBeGreaterThanOrEqual(5);
      for (const { text, status } of [...failing, ...lost])
        if (status >= 400) expect(text).not.toContain(CANARY);
    } finally {
      sockets.closeAll();
      await own.close();
    }
    const log = own.logged.join('');
    expect(own.logged.length).toBeGreaterThan(40);
    for (const secret of secrets) expect(log).not.toContain(secret);
  });

  test('has one line for each answer: method, path, status and time, without the query', async () => {
    const path = `/chat/conversations/${pair.conversation.id}/messages`;
    const { headers } = await pair.patient.ask('GET', `${path}?limit=3`);
    const lines = server.logged.filter((line) => line.includes(headers.get('x-request-id') ?? 'none'));
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      {
        level: 'info',
        time: expect.any(String),
        requestId: headers.get('x-request-id'),
        method: 'GET',
        path: `${API_BASE}${path}`,
        status: 200,
        ms: expect.any(Number),
        userId: pair.patient.id,
        network: '127.0.0.0/24',
        msg: 'request',
      },
    ]);
  });
});
