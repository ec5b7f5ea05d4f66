import { randomUUID } from 'node:crypto';
import { API_BASE, type Message, ROUTES, type RouteName } from '@jiggy-care/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask } from '../support/api.ts';
import { makePair, type Pair, type TestPerson } from '../support/people.ts';
import { Browser } from '../support/push-service.ts';
import { expectRefusal, fingerprint } from '../support/refusals.ts';
import { storedRows } from '../support/stored-rows.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

type Who = 'patient' | 'consultant' | 'otherPatient' | 'otherConsultant' | 'nobody';
const EVERYONE: readonly Who[] = ['patient', 'consultant', 'otherPatient', 'otherConsultant', 'nobody'];

/** Whose things a request names. `own` is always the first pair's. */
interface Things {
  readonly conversationId: string;
  readonly bookingId: string;
  readonly patientId: string;
  readonly consultantId: string;
  readonly messageId: string;
  readonly sessionId: string;
}

interface Case {
  /** Completes "`who` asks …". */
  readonly of: string;
  readonly things: 'own' | 'unknown';
  readonly path?: (things: Things) => string;
  readonly body?: (things: Things, who: Who) => unknown;
  /** Statuses for patient, consultant, other patient, other consultant, nobody. */
  readonly expected: readonly [number, number, number, number, number];
  /** Whether it ends the session it is asked with. */
  readonly spendsSession?: true;
  /** Whether it ends the session it names. */
  readonly endsSession?: true;
}

const roleOf = (who: Who) => (who.toLowerCase().includes('consultant') ? 'consultant' : 'patient');
const anyone = (status: number) => [status, status, status, status, status] as const;
const signedIn = (status: number) => [status, status, status, status, 401] as const;
/** The pair may, strangers cannot tell it from nothing. */
const theirs = (status: number) => [status, status, 404, 404, 401] as const;
const unknown = [404, 404, 404, 404, 401] as const;
const ids = ({ consultantId, patientId, bookingId }: Things) => ({ consultantId, patientId, bookingId });

/** Something that names one thing of the first pair, and the same naming a thing that does not exist. */
const bothThings = (of: string, status: number, request: Pick<Case, 'path' | 'body'>): readonly Case[] => [
  { of: `the pair's ${of}`, things: 'own', expected: theirs(status), ...request },
  { of: `an unknown ${of}`, things: 'unknown', expected: unknown, ...request },
];
/** What nobody may who has no server key, whoever it is about. */
const forServers = (of: string, end: string): readonly Case[] => [
  { of, things: 'own', path: ({ patientId }) => `/admin/people/${patientId}${end}`, expected: anyone(401) },
];
const conversationPath = (end: string) => (things: Things) =>
  `/chat/conversations/${things.conversationId}/${end}`;

/** Every route of the table, for every one of five people, on every kind of thing. */
const MATRIX: Record<RouteName, readonly Case[]> = {
  register: [
    {
      of: 'for an account',
      things: 'own',
      body: () => ({
        email: `${randomUUID()}@example.org`,
        password: `pass phrase ${randomUUID()}`,
        name: 'Some One',
        role: 'patient',
      }),
      expected: anyone(201),
    },
  ],
  login: [
    {
      of: 'to sign in with a password that is wrong',
      things: 'own',
      body: () => ({ email: 'nobody@example.org', password: 'not a password of anyone' }),
      expected: anyone(401),
    },
  ],
  refresh: [
    {
      of: 'for fresh tokens with a refresh token that is none',
      things: 'own',
      body: () => ({ refreshToken: 'x'.repeat(43) }),
      expected: anyone(401),
    },
  ],
  logout: [{ of: 'to leave', things: 'own', expected: signedIn(204), spendsSession: true }],
  changePassword: [
    {
      of: 'for a new password with an old one that is wrong',
      things: 'own',
      body: () => ({ currentPassword: 'not the password', newPassword: 'a better pass phrase' }),
      expected: anyone(401),
    },
  ],
  forgotPassword: [
    {
      of: 'for a mail because of a forgotten password',
      things: 'own',
      body: () => ({ email: 'nobody@example.org' }),
      expected: anyone(202),
    },
  ],
  resetPassword: [
    {
      of: 'for a new password by a link that is none',
      things: 'own',
      body: () => ({ token: 'x'.repeat(43), newPassword: 'a better pass phrase' }),
      expected: anyone(410),
    },
  ],
  changeAccount: [
    { of: 'for another name', things: 'own', body: () => ({ name: 'Some One' }), expected: signedIn(200) },
  ],
  getEmail: [{ of: 'how its address stands', things: 'own', expected: signedIn(200) }],
  changeEmail: [
    {
      of: 'for another address with a password that is wrong',
      things: 'own',
      body: () => ({ email: `${randomUUID()}@example.org`, currentPassword: 'not the password' }),
      expected: anyone(401),
    },
  ],
  sendVerification: [{ of: 'to verify its address', things: 'own', expected: signedIn(202) }],
  verifyEmail: [
    {
      of: 'to verify an address by a link that is none',
      things: 'own',
      body: () => ({ token: 'x'.repeat(43) }),
      expected: anyone(410),
    },
  ],
  me: [{ of: 'who it is', things: 'own', expected: signedIn(200) }],
  getPreferences: [{ of: 'how it wants to be told', things: 'own', expected: signedIn(200) }],
  changePreferences: [
    {
      of: 'to be told otherwise',
      things: 'own',
      body: () => ({ showNames: false }),
      expected: signedIn(200),
    },
  ],
  declineCall: [
    {
      of: 'to decline with a token that is none',
      things: 'own',
      path: () => `/chat/calls/${randomUUID()}/decline`,
      body: () => ({ pushToken: 'x' }),
      expected: anyone(404),
    },
  ],
  getPushKey: [{ of: 'for the key of the server', things: 'own', expected: signedIn(200) }],
  listReachableDevices: [{ of: 'where it is reached', things: 'own', expected: signedIn(200) }],
  unsubscribe: [
    {
      of: 'to be reached no more on a device of nobody',
      things: 'own',
      path: () => `/push/subscriptions/${randomUUID()}`,
      expected: signedIn(404),
    },
  ],
  testPush: [{ of: 'whether a device is reached that is not', things: 'own', expected: signedIn(404) }],
  confirmPush: [
    {
      of: 'to confirm with a token that is none',
      things: 'own',
      body: () => ({ token: 'x' }),
      expected: anyone(404),
    },
  ],
  listSessions: [{ of: 'where it is signed in', things: 'own', expected: signedIn(200) }],
  listRefusedSignIns: [{ of: 'who tried to be it', things: 'own', expected: signedIn(200) }],
  endSession: [
    {
      of: "to end a session of the pair's patient",
      things: 'own',
      path: ({ sessionId }) => `/auth/sessions/${sessionId}`,
      expected: [204, 404, 404, 404, 401],
      endsSession: true,
    },
    {
      of: 'to end an unknown session',
      things: 'unknown',
      path: ({ sessionId }) => `/auth/sessions/${sessionId}`,
      expected: unknown,
    },
  ],
  listConsultants: [{ of: 'for the directory', things: 'own', expected: signedIn(200) }],
  createBooking: [
    {
      of: "to book between the pair's people",
      things: 'own',
      body: ({ consultantId, patientId }) => ({
        consultantId,
        patientId,
        scheduledAt: '2090-03-01T10:00:00Z',
      }),
      expected: [201, 201, 403, 403, 401],
    },
    {
      of: 'to book people who do not exist',
      things: 'unknown',
      body: ({ consultantId, patientId }, who) => ({
        ...(roleOf(who) === 'patient' ? { consultantId } : { patientId }),
        scheduledAt: '2090-03-01T10:00:00Z',
      }),
      expected: unknown,
    },
  ],
  listBookings: [{ of: 'for its bookings', things: 'own', expected: signedIn(200) }],
  changeBooking: bothThings('booking', 200, {
    path: ({ bookingId }) => `/bookings/${bookingId}`,
    body: () => ({ status: 'completed' }),
  }),
  listBookingChanges: bothThings('booking', 200, {
    path: ({ bookingId }) => `/bookings/${bookingId}/changes`,
  }),
  getBookingCalendar: bothThings('booking', 200, {
    path: ({ bookingId }) => `/bookings/${bookingId}/calendar.ics`,
  }),
  listBlocks: [{ of: 'whom it has blocked', things: 'own', expected: [403, 200, 403, 200, 401] }],
  block: [
    {
      of: "to block the pair's patient",
      things: 'own',
      body: ({ patientId }) => ({ patientId }),
      expected: [403, 201, 403, 201, 401],
    },
    {
      of: 'to block an unknown patient',
      things: 'unknown',
      body: ({ patientId }) => ({ patientId }),
      expected: [403, 404, 403, 404, 401],
    },
  ],
  unblock: [
    {
      of: "to lift a block of the pair's patient",
      things: 'own',
      path: ({ patientId }) => `/blocks/${patientId}`,
      expected: [403, 204, 403, 204, 401],
    },
  ],
  listConversations: [
    {
      of: "for the list of the pair's patient",
      things: 'own',
      path: ({ patientId }) => `/chat/conversations?patientId=${patientId}`,
      expected: [200, 403, 403, 403, 401],
    },
    {
      of: "for the list of the pair's consultant",
      things: 'own',
      path: ({ consultantId }) => `/chat/conversations?consultantId=${consultantId}&expand=people`,
      expected: [403, 200, 403, 403, 401],
    },
    {
      of: 'for the list of an unknown patient',
      things: 'unknown',
      path: ({ patientId }) => `/chat/conversations?patientId=${patientId}`,
      expected: signedIn(403),
    },
  ],
  createConversation: [
    {
      of: "for the conversation of the pair's booking",
      things: 'own',
      body: ids,
      expected: [201, 201, 403, 403, 401],
    },
    {
      of: 'for the conversation of an unknown booking of unknown people',
      things: 'unknown',
      body: ids,
      expected: signedIn(403),
    },
  ],
  listMessages: bothThings('history', 200, { path: conversationPath('messages') }),
  listChanges: bothThings('changes', 200, { path: conversationPath('changes') }),
  sendMessage: [
    {
      of: "to send into the pair's conversation",
      things: 'own',
      body: (things, who) => ({ ...ids(things), content: 'Hello', senderType: roleOf(who) }),
      expected: [201, 201, 403, 403, 401],
    },
    {
      of: "to send into the pair's conversation in the role of the other",
      things: 'own',
      body: (things, who) => ({
        ...ids(things),
        content: 'Hello',
        senderType: roleOf(who) === 'patient' ? 'consultant' : 'patient',
      }),
      expected: signedIn(403),
    },
    {
      of: 'to send into an unknown booking of unknown people',
      things: 'unknown',
      body: (things, who) => ({ ...ids(things), content: 'Hello', senderType: roleOf(who) }),
      expected: signedIn(403),
    },
  ],
  countUnread: [
    {
      of: "for the unread count of the pair's patient",
      things: 'own',
      path: ({ conversationId, patientId }) =>
        `/chat/conversations/${conversationId}/unread?userId=${patientId}`,
      expected: [200, 403, 404, 404, 401],
    },
    {
      of: "for the unread count of the pair's patient in an unknown conversation",
      things: 'unknown',
      path: ({ conversationId, patientId }) =>
        `/chat/conversations/${conversationId}/unread?userId=${patientId}`,
      expected: unknown,
    },
  ],
  markRead: bothThings('message to mark as read', 200, {
    path: conversationPath('read'),
    body: ({ messageId }) => ({ messageIds: [messageId] }),
  }),
  listIceServers: [{ of: 'for STUN servers', things: 'own', expected: signedIn(200) }],
  listCalls: [
    { of: 'for its calls', things: 'own', expected: signedIn(200) },
    ...bothThings('conversation to list the calls of', 200, {
      path: ({ conversationId }) => `/chat/calls?conversationId=${conversationId}`,
    }),
  ],
  markCallsSeen: [
    { of: 'to clear its badge', things: 'own', expected: signedIn(204) },
    ...bothThings('conversation to clear the badge of', 204, {
      path: () => '/chat/calls/seen',
      body: ({ conversationId }) => ({ conversationId }),
    }),
  ],
  keepPerson: [{ of: 'to make a person', things: 'own', body: () => ({}), expected: anyone(401) }],
  listPeople: [{ of: 'for everybody', things: 'own', expected: anyone(401) }],
  getPerson: forServers('for a person', ''),
  deletePerson: forServers('to delete a person', ''),
  disablePerson: forServers('to disable a person', '/disable'),
  enablePerson: forServers('to enable a person', '/enable'),
  exportPerson: forServers('for all that is kept of a person', '/export'),
  mintToken: forServers('for a token of a person', '/tokens'),
  listPersonSessions: forServers('for the sessions of a person', '/sessions'),
  endPersonSessions: forServers('to end the sessions of a person', '/sessions'),
  endPersonSession: [
    {
      of: "to end a session of the pair's patient with no server key",
      things: 'own',
      path: ({ patientId, sessionId }) => `/admin/people/${patientId}/sessions/${sessionId}`,
      expected: anyone(401),
    },
  ],
  arrangeBooking: [
    {
      of: 'to book others',
      things: 'own',
      body: ({ consultantId, patientId }) => ({
        consultantId,
        patientId,
        scheduledAt: '2090-03-01T10:00:00Z',
      }),
      expected: anyone(401),
    },
  ],
  rearrangeBooking: [
    {
      of: "to cancel the pair's booking with no server key",
      things: 'own',
      path: ({ bookingId }) => `/admin/bookings/${bookingId}`,
      body: () => ({ status: 'cancelled' }),
      expected: anyone(401),
    },
  ],
  health: [{ of: 'whether the server runs', things: 'own', expected: anyone(200) }],
  readiness: [{ of: 'whether the server can store', things: 'own', expected: anyone(200) }],
  // Last: from then on people are told of what others do.
  subscribe: [
    {
      of: 'to be reached on a device',
      things: 'own',
      body: () => new Browser('http://127.0.0.1:9').subscription,
      expected: signedIn(201),
    },
  ],
};

let server: TestServer;
let pair: Pair;
let people: Record<Exclude<Who, 'nobody'>, TestPerson>;
let own: Things;
const none: Things = {
  conversationId: randomUUID(),
  bookingId: randomUUID(),
  patientId: randomUUID(),
  consultantId: randomUUID(),
  messageId: randomUUID(),
  sessionId: randomUUID(),
};

beforeAll(async () => {
  server = await startTestServer({
    PUSH_HOSTS: '127.0.0.1',
    SERVER_KEYS: 'the-key-of-a-server-that-is-none-of-these-people',
  });
  const [first, other] = await Promise.all([makePair(server), makePair(server)]);
  pair = first;
  people = {
    patient: pair.patient,
    consultant: pair.consultant,
    otherPatient: other.patient,
    otherConsultant: other.consultant,
  };
  const { body } = await pair.consultant.ask('POST', '/chat/messages', {
    consultantId: pair.consultant.id,
    patientId: pair.patient.id,
    bookingId: pair.booking.id,
    content: 'Only for the two of us',
    senderType: 'consultant',
  });
  own = {
    conversationId: pair.conversation.id,
    bookingId: pair.booking.id,
    patientId: pair.patient.id,
    consultantId: pair.consultant.id,
    messageId: (body.message as Message).id,
    sessionId: (await login(pair.patient)).sessionId,
  };
});
afterAll(() => server.close());

async function login({ email, password }: TestPerson): Promise<{ token: string; sessionId: string }> {
  const { body } = await ask(server.api, 'POST', '/auth/login', { body: { email, password } });
  const claims = Buffer.from(body.accessToken.split('.')[1], 'base64url').toString();
  return { token: body.accessToken, sessionId: JSON.parse(claims).sid };
}

async function request(name: RouteName, { path, body, spendsSession }: Case, who: Who, things: Things) {
  const route = ROUTES[name];
  const person = who === 'nobody' ? undefined : people[who];
  const token = person && spendsSession ? (await login(person)).token : person?.token;
  return ask(server.api, route.method, path?.(things) ?? route.path, { token, body: body?.(things, who) });
}

describe.each(Object.entries(MATRIX) as [RouteName, readonly Case[]][])('%s', (name, cases) => {
  test.each(
    cases.flatMap((item) =>
      EVERYONE.map((who, index) => ({ item, who, of: item.of, status: item.expected[index] ?? 0 })),
    ),
  )('$who asks $of: $status', async ({ item, who, status }) => {
    const before = await storedRows(server);
    const reply = await request(name, item, who, item.things === 'own' ? own : none);
    if (status < 300) {
      expect(reply.status, reply.text).toBe(status);
      if (item.endsSession) own = { ...own, sessionId: (await login(pair.patient)).sessionId };
      return;
    }
    expectRefusal(reply, status);
    expect(await storedRows(server)).toEqual(before);
    for (const known of [...Object.values(own), pair.patient.name, pair.consultant.email]) {
      expect(reply.text).not.toContain(known);
    }
    if (item.things === 'own' && status === 404) {
      expect(fingerprint(reply)).toBe(fingerprint(await request(name, item, who, none)));
    }
  });
});

describe('the table of routes', () => {
  test('has every route in this matrix, with every person', () => {
    expect(Object.keys(MATRIX).sort()).toEqual(Object.keys(ROUTES).sort());
    for (const cases of Object.values(MATRIX)) expect(cases.length).toBeGreaterThan(0);
  });

  test('needs someone who is signed in exactly where it says so', () => {
    for (const [name, cases] of Object.entries(MATRIX) as [RouteName, readonly Case[]][]) {
      const forNobody = cases.map(({ expected }) => expected[4]);
      if (ROUTES[name].access === 'person') expect(forNobody).toEqual(cases.map(() => 401));
    }
  });

  test('is what the server serves, besides documents, metrics, mails and pages, and nothing else', () => {
    const beside = [`GET ${API_BASE}/api-docs`, 'GET /dev/mail', 'GET /unsubscribe', 'POST /unsubscribe'];
    const served = servedRoutes(server).filter(
      (route) =>
        !beside.some((start) => route.startsWith(start)) && !['GET /', 'GET /metrics'].includes(route),
    );
    const listed = Object.values(ROUTES).map(({ method, path }) => `${method} ${API_BASE}${path}`);
    expect(served.sort()).toEqual(listed.sort());
  });

  test.each([
    '/metrics/x',
    '/admin',
    '/api/v1/admin',
    '/api',
    '/api/v1',
    '/api/v2/health',
    '/api/v1/users',
    '/api/v1/auth',
    '/api/v1/auth/users',
    '/api/v1/chat',
    '/api/v1/chat/messages/all',
    '/api/v1/conversations',
    '/.env',
    '/.git/config',
    '/package.json',
    '/debug',
    '/graphql',
  ])('does not have %s', async (path) => {
    const reply = await ask(server.url, 'GET', path, { token: pair.patient.token });
    expectRefusal(reply, 404, 'not_found');
  });
});

/** What the Express router really has, as `METHOD /path`. */
function servedRoutes({ app }: TestServer): string[] {
  interface Layer {
    readonly route?: { readonly path: string; readonly stack: readonly { readonly method?: string }[] };
  }
  const { router } = app.getHttpAdapter().getInstance() as { router: { stack: readonly Layer[] } };
  return router.stack.flatMap(({ route }) =>
    route === undefined
      ? []
      : [...new Set(route.stack.map(({ method }) => `${String(method).toUpperCase()} ${route.path}`))],
  );
}
