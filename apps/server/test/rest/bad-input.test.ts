import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { API_BASE, HttpErrorBody, LIMITS, ROUTES, type Route, type RouteName } from '@jiggy-care/protocol';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ask, type Reply } from '../support/api.ts';
import { SERVER_KEY } from '../support/operator.ts';
import { makePair, type Pair, type TestPerson } from '../support/people.ts';
import { Browser } from '../support/push-service.ts';
import { sendRaw } from '../support/raw-http.ts';
import { expectInvalid, expectRefusal } from '../support/refusals.ts';
import { type FieldKind, fieldsOf, type RouteField } from '../support/route-fields.ts';
import { storedRows, storedText } from '../support/stored-rows.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

/** Stands in every bad value that has room for it, and must never come back. */
const CANARY = 'CANARY-7f3a9c';
const JSON_TYPE = { 'Content-Type': 'application/json' };

let server: TestServer;
let pair: Pair;

beforeAll(async () => {
  server = await startTestServer({ PUSH_HOSTS: '127.0.0.1', SERVER_KEYS: SERVER_KEY });
  pair = await makePair(server);
});
afterEach(async () => {
  expect((await ask(server.api, 'GET', '/health')).status).toBe(200);
  expect(server.logged.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  expect(server.logged.join('')).not.toContain(CANARY);
});
afterAll(() => server.close());

const routes = Object.entries(ROUTES) as [RouteName, Route][];
const names = (fits: (route: Route) => boolean) =>
  routes.filter(([, route]) => fits(route)).map(([name]) => name);
const withBody = names(({ body }) => body !== undefined);

/** A request that would succeed, or fail only for a reason that is not its shape. */
function good(name: RouteName): {
  path: string;
  query: Record<string, string>;
  body?: Record<string, unknown>;
} {
  const { patient, consultant, booking, conversation } = pair;
  const ids = { consultantId: consultant.id, patientId: patient.id, bookingId: booking.id };
  const path = ROUTES[name].path
    .replace(':conversationId', conversation.id)
    .replace(':bookingId', booking.id)
    .replace(':patientId', patient.id)
    // Nobody, where it would cost the pair its account.
    .replace(':personId', ROUTES[name].method === 'GET' ? patient.id : randomUUID())
    .replace(':sessionId', randomUUID())
    .replace(':callId', randomUUID())
    .replace(':subscriptionId', randomUUID());
  const bodies: Partial<Record<RouteName, Record<string, unknown>>> = {
    register: {
      email: `${randomUUID()}@example.org`,
      password: `pass phrase ${randomUUID()}`,
      name: 'Some One',
      role: 'patient',
    },
    login: { email: patient.email, password: patient.password },
    refresh: { refreshToken: 'x'.repeat(43) },
    changePassword: { currentPassword: 'not the password', newPassword: 'a better pass phrase' },
    forgotPassword: { email: patient.email },
    resetPassword: { token: 'x'.repeat(43), newPassword: 'a better pass phrase' },
    changeAccount: { name: 'Some One' },
    changeEmail: { email: `${randomUUID()}@example.org`, currentPassword: 'not the password' },
    verifyEmail: { token: 'x'.repeat(43) },
    changePreferences: { language: 'de', timeZone: 'Europe/Berlin', quietFrom: '22:00', quietTo: '07:00' },
    createBooking: { consultantId: consultant.id, scheduledAt: '2090-03-01T10:00:00Z' },
    changeBooking: { status: 'completed' },
    block: { patientId: patient.id },
    createConversation: ids,
    sendMessage: { ...ids, content: 'Hello', senderType: 'patient' },
    markRead: { messageIds: [randomUUID()] },
    markCallsSeen: { conversationId: conversation.id },
    declineCall: { pushToken: 'x' },
    confirmPush: { token: 'x' },
    subscribe: new Browser('http://127.0.0.1:9').subscription,
    keepPerson: { externalId: randomUUID(), role: 'patient', name: 'Some One' },
    arrangeBooking: {
      consultantId: consultant.id,
      patientId: patient.id,
      scheduledAt: '2090-03-01T10:00:00Z',
    },
    rearrangeBooking: { scheduledAt: '2090-03-01T10:00:00Z' },
  };
  const queries: Partial<Record<RouteName, Record<string, string>>> = {
    listConversations: { patientId: patient.id },
    countUnread: { userId: patient.id },
  };
  const body = bodies[name];
  return { path, query: queries[name] ?? {}, ...(body === undefined ? {} : { body }) };
}

/** Sends the body as it is, as somebody who may. */
function send(name: RouteName, content: string | undefined, path = good(name).path): Promise<Reply<unknown>> {
  return ask(server.api, ROUTES[name].method, path, {
    token: tokenOf(name),
    ...(content === undefined ? {} : { body: content }),
  });
}
function tokenOf(name: RouteName): string {
  if (ROUTES[name].access === 'operator') return SERVER_KEY;
  return name === 'listBlocks' ? pair.consultant.token : pair.patient.token;
}
const get = (path: string, token = pair.patient.token) => ask(server.api, 'GET', path, { token });

function withoutEcho(reply: Reply<unknown>): void {
  expect(reply.text).not.toContain(CANARY);
  for (const [, value] of reply.headers) expect(value).not.toContain(CANARY);
}

const NO_IDS: readonly string[] = [
  'abc-123',
  CANARY,
  '00000000-0000-0000-0000-000000000000',
  `{${randomUUID()}}`,
  `${randomUUID()}0`,
  randomUUID().slice(1),
  randomUUID().replaceAll('-', ''),
  ` ${randomUUID()}`,
  `${randomUUID()}\n`,
  `${randomUUID()}\u0000`,
  `urn:uuid:${randomUUID()}`,
  "' OR 1=1 --",
  '../../etc/passwd',
  '{{7*7}}',
  '%s%n',
  'a\r\nb',
];
/** JSON values that are no text at all. */
const NO_TEXT: readonly unknown[] = [42, true, [], {}, [CANARY], { $ne: null }, { $gt: '' }, { toString: 1 }];

/** What a field of each kind in a JSON body may not hold. */
const BAD_VALUES: Record<FieldKind, (field: RouteField) => readonly unknown[]> = {
  id: () => [...NO_TEXT, ...NO_IDS, '', ' ', [randomUUID()]],
  ids: () => [CANARY, 42, {}, { length: 1 }, [], [CANARY], [null], [[randomUUID()]], [randomUUID(), CANARY]],
  choice: ({ choice = '' }) => [
    ...NO_TEXT,
    '',
    ' ',
    CANARY,
    choice.toUpperCase(),
    `${choice} `,
    `${choice}\u0000`,
    [choice],
    'constructor',
    '__proto__',
  ],
  flag: () => [...NO_TEXT.filter((value) => value !== true), 'yes', 'true', 1],
  integer: () => [CANARY, '10', '0x10', -1, 0, 1.5, 2 ** 53, 1e308, '', true, [], {}, [30], { $gt: '' }],
  time: () => [
    ...NO_TEXT,
    '',
    ' ',
    CANARY,
    'tomorrow',
    '2027-13-01T00:00:00Z',
    '0000-00-00T00:00:00Z',
    ['2090-03-01T10:00:00Z'],
  ],
  email: () => [
    ...NO_TEXT,
    '',
    ' ',
    CANARY,
    `${CANARY}@`,
    `a@b\u0000.org`,
    `a@b.org\r\nBcc: ${CANARY}`,
    'a b@c.org',
  ],
  secret: () => [...NO_TEXT, '', 'a lone \ud800 surrogate', 'x'.repeat(257)],
  text: () => [...NO_TEXT],
};
/** Texts that no text of a person may be. A token is looked up as it came. */
const BAD_TEXTS: readonly unknown[] = [
  '',
  ' \t\r\n',
  `${CANARY} \u0000`,
  `${CANARY} \ud800`,
  `\udfff ${CANARY}`,
];
const LOOKED_UP = ['refreshToken', 'invitation', 'pushToken', 'token'];

function badValues(field: RouteField): unknown[] {
  const values = [...BAD_VALUES[field.kind](field)];
  if (!field.isNullable) values.push(null);
  if (field.kind === 'text' && !LOOKED_UP.includes(field.name)) values.push(...BAD_TEXTS);
  return values;
}

describe.each(withBody)('the body of %s', (name) => {
  const fields = fieldsOf(ROUTES[name as 'login'].body);

  test.each(fields)(
    'with a bad $name is 400, names the field, echoes nothing, stores nothing',
    async (field) => {
      const { body = {} } = good(name);
      const before = await storedRows(server);
      for (const value of badValues(field)) {
        const reply = await send(name, JSON.stringify({ ...body, [field.name]: value }));
        const { details = [] } = expectRefusal(reply, 400, 'validation_failed');
        for (const { path } of details) expect(path.split('.')[0]).toBe(field.name);
        expect(details.length).toBeGreaterThan(0);
        withoutEcho(reply);
      }
      expect(await storedRows(server)).toEqual(before);
    },
  );

  test('without a field that is required is 400', async () => {
    for (const { name: field, isRequired } of fields) {
      if (!isRequired) continue;
      const { body = {} } = good(name);
      expectInvalid(await send(name, JSON.stringify({ ...body, [field]: undefined })), field);
    }
  });

  test('that is no object is 400', async () => {
    const { body } = good(name);
    const before = await storedRows(server);
    for (const content of ['null', `"${CANARY}"`, '42', 'true', '[]', JSON.stringify([body]), '1e999']) {
      const reply = await send(name, content);
      expectInvalid(reply);
      withoutEcho(reply);
    }
    const nothing = await send(name, undefined);
    // a refresh may bring its token in a cookie or a header, so no body is no fault of shape
    if (name === 'refresh') expectRefusal(nothing, 401, 'unauthorized');
    // and no body means the calls of all conversations
    else if (name === 'markCallsSeen') expect(nothing.status).toBe(204);
    else expectInvalid(nothing);
    expect(await storedRows(server)).toEqual(before);
  });

  test('is judged without the keys that nobody asked for, and none of them is stored', async () => {
    const { body } = good(name);
    const usual = (await send(name, JSON.stringify(body))).status;
    const { body: fresh } = good(name);
    const extras = `"__proto__": {"isAdmin": "${CANARY}"}, "constructor": {"prototype": {"isAdmin": "${CANARY}"}},
      "hasOwnProperty": "${CANARY}", "toString": "${CANARY}", "extra": {"deep": ["${CANARY}"]}, "isAdmin": true`;
    const reply = await send(name, JSON.stringify(fresh).replace(/^\{/, `{${extras},`));
    expect(reply.status).toBe(usual);
    withoutEcho(reply);
    expect(({} as Record<string, unknown>).isAdmin).toBeUndefined();
    expect(await storedText(server)).not.toContain(CANARY);
  });

  test('takes ids in capitals for the same ids', async () => {
    const { body = {} } = good(name);
    const usual = (await send(name, JSON.stringify(body))).status;
    const { body: fresh = {} } = good(name);
    const capitals = fields
      .filter(({ kind, name: field }) => kind === 'id' && typeof fresh[field] === 'string')
      .map(({ name: field }) => [field, String(fresh[field]).toUpperCase()]);
    const reply = await send(name, JSON.stringify({ ...fresh, ...Object.fromEntries(capitals) }));
    expect(reply.status).toBe(usual);
    for (const [, value] of capitals) {
      if (/[A-F]/.test(value ?? '')) expect(reply.text).not.toContain(value);
    }
  });

  test('of whatever shape brings no failure and no stack', async () => {
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 3 }),
      fc.string({ unit: 'binary' }),
      fc.uuid(),
      fc.constantFrom(null, '', ' ', '\u0000', '\ud800', -0, 1e308, 'patient', '__proto__'),
      // As a name it is as good as any, and comes back.
      ...(name === 'changeAccount' ? [] : [fc.constant(CANARY)]),
      fc.array(fc.uuid(), { maxLength: 5 }),
    );
    const body = fc.record(Object.fromEntries(fields.map(({ name: field }) => [field, value])), {
      requiredKeys: [],
    });
    await fc.assert(
      fc.asyncProperty(
        fc.oneof({ weight: 4, arbitrary: body }, { weight: 1, arbitrary: value }),
        async (content) => {
          const reply = await send(name, JSON.stringify(content));
          expect([200, 201, 202, 204, 400, 401, 403, 404, 409, 410, 415]).toContain(reply.status);
          if (reply.status >= 400) expectRefusal(reply, HttpErrorBody.parse(reply.body).statusCode);
          withoutEcho(reply);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('a path', () => {
  const withParams = names(({ params }) => params !== undefined);

  test.each(withParams)('of %s with something else than an id is 400', async (name) => {
    const { body } = good(name);
    const before = await storedRows(server);
    for (const bad of NO_IDS) {
      const path = ROUTES[name].path
        .replace(/:\w+/, encodeURIComponent(bad))
        .replaceAll(/:\w+/g, randomUUID());
      const reply = await send(name, body && JSON.stringify(body), path);
      if (bad === '../../etc/passwd') expect([400, 404]).toContain(reply.status);
      else expectInvalid(reply, /:(\w+)/.exec(ROUTES[name].path)?.[1] ?? '');
      withoutEcho(reply);
    }
    expect(await storedRows(server)).toEqual(before);
  });

  test.each(['listMessages', 'listChanges'] as const)('of %s takes an id in capitals', async (name) => {
    const path = good(name).path.replace(pair.conversation.id, pair.conversation.id.toUpperCase());
    expect((await send(name, undefined, path)).status).toBe(200);
  });

  test('answers with the id as we write it, however it was asked', async () => {
    const { body } = await get(
      `/chat/conversations/${pair.conversation.id.toUpperCase()}/unread?userId=${pair.patient.id.toUpperCase()}`,
    );
    expect(body).toEqual({ conversationId: pair.conversation.id, unreadCount: expect.any(Number) });
  });

  test.each([
    '/api/v1/%zz',
    '/api/v1/chat/conversations/%zz/messages',
    '/api/v1/chat/conversations/%c0%ae/messages',
    `/api/v1/chat/conversations/%00${CANARY}/messages`,
    `/${CANARY}`,
    `/%${CANARY}`,
    `/api/v1/${CANARY}`,
    `//${CANARY}`,
    `/api/v1/../../${CANARY}`,
    `/api/v1/chat/conversations/..%2f..%2f${CANARY}`,
    `/api/v1/auth/me/${CANARY}`,
    `/api/v1/auth//me/${CANARY}`,
    `/api/v1/auth/me;${CANARY}=1`,
  ])('like %s is 404 or 400, without an echo', async (path) => {
    const headers = { Authorization: `Bearer ${pair.patient.token}` };
    const reply = await sendRaw(server, { path, headers });
    expect([400, 404]).toContain(reply.status);
    expectRefusal(reply, reply.status);
    withoutEcho(reply);
  });
});

describe('a query', () => {
  const BAD_QUERY: Record<FieldKind, readonly string[]> = {
    id: NO_IDS,
    ids: [],
    choice: [CANARY, 'CHECK', ' ', ''],
    flag: [CANARY, 'TRUE', '1', 'yes', ''],
    integer: ['-1', '1.5', '1e309', 'NaN', '9007199254740992', '0x10', '"10"', '+1', ' 1', '1\n', '', CANARY],
    time: [],
    email: [],
    secret: [],
    text: [],
  };
  const fields = names(({ query }) => query !== undefined).flatMap((name) =>
    fieldsOf(ROUTES[name as 'listMessages'].query).map((field) => ({
      route: name,
      field: field.name,
      ...field,
    })),
  );

  test.each(fields)('of $route with a bad or repeated $field is 400', async ({ route, field, kind }) => {
    const { path, query } = good(route);
    const others = Object.entries(query).filter(([key]) => key !== field);
    const ask = (...pairs: [string, string][]) =>
      get(`${path}?${new URLSearchParams([...others, ...pairs])}`, tokenOf(route));
    for (const bad of BAD_QUERY[kind]) {
      const reply = await ask([field, bad]);
      // without its own id, the list has none of the two
      if (route === 'listConversations' && field === 'consultantId') expectRefusal(reply, 400);
      else expectInvalid(reply, field);
      withoutEcho(reply);
    }
    const value = query[field] ?? (kind === 'integer' ? '1' : randomUUID());
    expectInvalid(await ask([field, value], [field, value]), field);
  });

  test('is judged without the parameters that nobody asked for', async () => {
    const extras = `__proto__[x]=${CANARY}&constructor=${CANARY}&token=${CANARY}&limit[]=5&offset[$gt]=1&${CANARY}`;
    for (const name of names(({ method }) => method === 'GET')) {
      const { path, query } = good(name);
      const reply = await get(`${path}?${new URLSearchParams(query)}&${extras}`, tokenOf(name));
      expect(reply.status).toBe(200);
      withoutEcho(reply);
    }
  });

  test('of a hundred thousand characters is refused before anything runs', async () => {
    const reply = await sendRaw(server, { path: `/api/v1/consultants?search=${'x'.repeat(100_000)}` });
    expect(reply.status).toBe(431);
  });

  test('that is no UTF-8 brings no failure', async () => {
    for (const search of ['%ff%fe', '%ed%a0%80', '%c3', '%', '%u0041', '+%2b']) {
      const reply = await get(`/consultants?search=${search}`);
      expect(reply.status).toBe(200);
      expect(reply.body).toEqual([]);
    }
  });
});

describe('a body that is not what the server reads', () => {
  const post = (
    content: string | Buffer,
    headers: Record<string, string> = JSON_TYPE,
    path = '/auth/login',
  ) => sendRaw(server, { method: 'POST', path: `${API_BASE}${path}`, headers, body: content });
  const login = () => JSON.stringify({ email: pair.patient.email, password: pair.patient.password });

  test.each([
    '{',
    '{"email":',
    `{"email":"${CANARY}"`,
    `{'email':'${CANARY}'}`,
    `{"email":"${CANARY}",}`,
    `{email:"${CANARY}"}`,
    `{"email":"${CANARY}\n"}`,
    `{"email":"\\x41${CANARY}"}`,
    `{"email":"${CANARY}"}{}`,
    `${CANARY}`,
    'undefined',
    'NaN',
    '[1,]',
    '{"a":01}',
    '\u0000',
    '/* */ {}',
  ])('%j is 400 on every route, and says only that it is no JSON', async (content) => {
    for (const [, { method, path }] of routes) {
      if (method === 'GET') continue;
      const reply = await sendRaw(server, {
        method,
        path: `${API_BASE}${path.replace(/:\w+/, randomUUID())}`,
        headers: JSON_TYPE,
        body: content,
      });
      const { message } = expectRefusal(reply, 400, 'bad_json');
      expect(message).toBe('The body is not valid JSON');
      withoutEcho(reply);
    }
  });

  test('bytes that are no UTF-8 are 400', async () => {
    for (const bytes of [
      [0xff, 0xfe, 0x7b, 0, 0x7d, 0],
      [0x22, 0xc3, 0x28, 0x22],
      [0x22, 0xed, 0xa0, 0x80, 0x22],
    ]) {
      expectRefusal(await post(Buffer.from(bytes)), 400, 'bad_json');
    }
  });

  test.each([
    ['a form', 'application/x-www-form-urlencoded', 'email=a%40example.org&password=x'],
    ['a form with files', 'multipart/form-data; boundary=x', '--x--'],
    ['plain text', 'text/plain', '{}'],
    ['plain text that claims to be JSON', 'text/plain;application/json', '{}'],
    ['no type at all', undefined, '{}'],
    ['another JSON', 'application/json5', '{}'],
    ['linked JSON', 'application/ld+json', '{}'],
    ['JSON of old', 'text/json', '{}'],
    ['JSON with a suffix', 'application/jsonp', '{}'],
    ['bytes', 'application/octet-stream', '{}'],
    ['JSON in Latin-1', 'application/json; charset=iso-8859-1', '{}'],
    ['JSON in UTF-16', 'application/json; charset=utf-16', Buffer.from('{}', 'utf16le')],
    ['JSON in UTF-32', 'application/json; charset=utf-32', '{}'],
    ['JSON in nothing known', 'application/json; charset=klingon', '{}'],
    ['two types', 'application/json, text/plain', '{}'],
  ])('%s is 415 on every route, with and without a cookie, and nothing runs', async (_, type, content) => {
    const before = await storedRows(server);
    for (const [, { method, path }] of routes) {
      if (method === 'GET') continue;
      const reply = await sendRaw(server, {
        method,
        path: `${API_BASE}${path.replace(/:\w+/, randomUUID())}`,
        headers: {
          ...(type === undefined ? {} : { 'Content-Type': type }),
          'Content-Length': String(content.length),
          Cookie: `access_token=${pair.patient.token}`,
        },
        body: content,
      });
      expectRefusal(reply, 415, 'unsupported_media_type');
    }
    expect(await storedRows(server)).toEqual(before);
  });

  test('brackets hidden in an encoding that is not UTF-8 do not get past the counter', async () => {
    const hidden = `{"a":${'+AFs-'.repeat(5_000)}1${'+AF0-'.repeat(5_000)}}`;
    expectRefusal(await post(hidden, { 'Content-Type': 'application/json; charset=utf-7' }), 415);
  });

  test.each([
    'application/json',
    'Application/JSON',
    'application/json; charset=utf-8',
    'application/json;charset="UTF-8"',
  ])('%s is JSON', async (type) => {
    expect((await post(login(), { 'Content-Type': type })).status).toBe(200);
  });

  test('a body in pieces of unknown length is read like any other', async () => {
    expect((await post(login(), { ...JSON_TYPE, 'Transfer-Encoding': 'chunked' })).status).toBe(200);
    const big = { ...JSON_TYPE, 'Transfer-Encoding': 'chunked' };
    expectRefusal(await post(JSON.stringify('x'.repeat(LIMITS.frameBytes)), big), 413, 'payload_too_large');
  });

  test('a compressed body is 415, a bomb too', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000, ' '));
    for (const [encoding, content] of [
      ['gzip', gzipSync(login())],
      ['gzip', bomb],
      ['deflate', Buffer.from(login())],
      ['br', Buffer.from(login())],
      ['nonsense', Buffer.from(login())],
      ['gzip, identity', Buffer.from(login())],
    ] as const) {
      const reply = await post(content, { ...JSON_TYPE, 'Content-Encoding': encoding });
      expectRefusal(reply, 415, 'unsupported_media_type');
    }
    expect((await post(login(), { ...JSON_TYPE, 'Content-Encoding': 'identity' })).status).toBe(200);
  });

  test('one byte more than is read is 413, the last that fits is not, and a hundred times as much is 413', async () => {
    const filled = (bytes: number) => {
      const rest = JSON.stringify({ email: 'nobody@example.org', password: 'x', filler: '' });
      return rest.replace('""', `"${'f'.repeat(bytes - rest.length)}"`);
    };
    expectRefusal(await post(filled(LIMITS.frameBytes)), 401, 'wrong_credentials');
    for (const size of [LIMITS.frameBytes + 1, LIMITS.frameBytes * 100]) {
      const reply = await post(filled(size));
      expectRefusal(reply, 413, 'payload_too_large');
    }
  });

  test.each([17, 100, 5_000, 50_000])('nesting %i deep is 400, in lists and in objects', async (depth) => {
    const { path } = good('markRead');
    for (const content of [
      `${'['.repeat(depth)}${']'.repeat(depth)}`,
      '['.repeat(depth),
      `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`,
      `{"messageIds":${'['.repeat(depth)}"${CANARY}"${']'.repeat(depth)}}`,
    ]) {
      const tooBig = content.length > LIMITS.frameBytes;
      for (const reply of [await send('login', content), await send('markRead', content, path)]) {
        expectRefusal(reply, tooBig ? 413 : 400, tooBig ? 'payload_too_large' : 'too_complex');
        withoutEcho(reply);
      }
    }
  });

  test('sixteen levels are read, and brackets inside of texts are no levels', async () => {
    const inside = (extra: string) => login().replace(/^\{/, `{"extra":${extra},`);
    expect((await post(inside(`${'['.repeat(15)}${']'.repeat(15)}`))).status).toBe(200);
    expectRefusal(await post(inside(`${'['.repeat(16)}${']'.repeat(16)}`)), 400, 'too_complex');
    expect((await post(inside(JSON.stringify(`${'[{"\\'.repeat(1_000)}`)))).status).toBe(200);
  });

  test('ten thousand keys, or a list of ten thousand, are 400', async () => {
    const keys = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`k${index}`, 0]));
    for (const content of [JSON.stringify(keys), JSON.stringify({ messageIds: Array(10_000).fill(0) })]) {
      expectRefusal(await send('markRead', content), 400, 'too_complex');
    }
  });

  test('the same key twice counts once, as the last says', async () => {
    const { patient } = pair;
    const content = `{"email":"nobody@example.org","password":${JSON.stringify(patient.password)},"email":"${patient.email}"}`;
    expect((await post(content)).status).toBe(200);
  });
});

describe('a method that a path does not have', () => {
  const paths = [...new Set(routes.map(([, { path }]) => path))];

  test.each(paths)('on %s is 405 and says which it has', async (path) => {
    const has = routes.filter(([, route]) => route.path === path).map(([, { method }]) => method as string);
    const allow = has.includes('GET') ? [...has, 'HEAD'] : has;
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND']) {
      if (has.includes(method)) continue;
      const reply = await sendRaw(server, {
        method,
        path: `${API_BASE}${path.replace(/:\w+/, randomUUID())}`,
        headers: { Authorization: `Bearer ${pair.patient.token}` },
      });
      expectRefusal(reply, 405, 'method_not_allowed');
      expect(reply.headers.get('allow')?.split(', ').sort()).toEqual(allow.toSorted());
    }
  });

  test('HEAD is answered like GET, without a body', async () => {
    for (const name of names(({ method }) => method === 'GET')) {
      const { path, query } = good(name);
      const reply = await sendRaw(server, {
        method: 'HEAD',
        path: `${API_BASE}${path}?${new URLSearchParams(query)}`,
        headers: { Authorization: `Bearer ${tokenOf(name)}` },
      });
      expect(reply.status).toBe(200);
      expect(reply.text).toBe('');
    }
  });

  test('a header that pretends another method changes nothing', async () => {
    const before = await storedRows(server);
    const headers = { 'X-HTTP-Method-Override': 'DELETE', 'X-Method-Override': 'DELETE' };
    const person: TestPerson = pair.patient;
    expect((await person.ask('GET', '/auth/me?_method=DELETE', undefined, headers)).status).toBe(200);
    expect(await storedRows(server)).toEqual(before);
  });
});
