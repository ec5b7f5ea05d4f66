import { randomUUID } from 'node:crypto';
import {
  type ErrorCode,
  LIMITS,
  ROUTES,
  type Route,
  type RouteName,
  refusalsOfRoute,
} from '@jiggy-care/protocol';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PushErrands } from '../../src/push/push-errands.ts';
import { hashOf } from '../../src/recovery/mail-links.ts';
import { tokenEndingIn } from '../support/access-tokens.ts';
import { type Asking, ask, type Reply } from '../support/api.ts';
import { signInWithBrowser } from '../support/cookies.ts';
import { AppServer } from '../support/operator.ts';
import { book, makePair, type Pair, signUp } from '../support/people.ts';
import { Browser } from '../support/push-service.ts';
import { expectRefusal } from '../support/refusals.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

/*
 * Every code that a row promises is met here once; that nothing else comes, every test server states when it closes.
 */

type PromisedCases = {
  readonly [R in RouteName]: {
    readonly [C in (typeof ROUTES)[R]['refusals'][number]]: () => Promise<Reply<unknown>>;
  };
};

const JWT_SECRET = 'a secret of this test, long and various enough';
const SERVER_KEY = 'the-key-of-a-server-long-and-various-enough';
const ELSEWHERE = { 'X-Client-Type': 'web', Origin: 'https://evil.example' };

let server: TestServer;
/** For what changes nothing. */
let shared: Pair;

beforeAll(async () => {
  server = await startTestServer({ BOOKINGS_OPEN_PER_PAIR: '1', JWT_SECRET, SERVER_KEYS: SERVER_KEY });
  shared = await makePair(server);
});
afterAll(() => server.close());

const idsOf = ({ patient, consultant, booking }: Pair) => ({
  patientId: patient.id,
  consultantId: consultant.id,
  bookingId: booking.id,
});
const newcomer = (differing: object = {}) => ({
  email: `${randomUUID()}@example.org`,
  password: `pass phrase ${randomUUID()}`,
  name: 'Some One',
  role: 'patient',
  ...differing,
});
const anonymously = (path: string, body: object, headers: Record<string, string> = {}) =>
  ask(server.api, 'POST', path, { body, headers });
const withKey = (method: string, path: string, body?: object) =>
  ask(server.api, method, path, { token: SERVER_KEY, body });
const appointment = ({ patient, consultant }: Pair) => ({
  patientId: patient.id,
  consultantId: consultant.id,
  scheduledAt: '2090-03-02T10:00:00Z',
});
const message = (pair: Pair) => ({ ...idsOf(pair), content: 'Hello', senderType: 'patient' });
const bookingOf = ({ booking }: Pair) => `/bookings/${booking.id}`;
const cancel = (pair: Pair) => pair.patient.ask('PATCH', bookingOf(pair), { status: 'cancelled' });
const block = ({ patient, consultant }: Pair) => consultant.ask('POST', '/blocks', { patientId: patient.id });

/** Something that the patient asks, without anything having happened. */
const asking =
  (method: string, path: string | ((pair: Pair) => string), body?: (pair: Pair) => object) => () =>
    shared.patient.ask(method, typeof path === 'string' ? path : path(shared), body?.(shared));
/** Something that happens among a new pair. */
function among(act: (pair: Pair) => Promise<Reply<unknown>>): () => Promise<Reply<unknown>> {
  return async () => act(await makePair(server));
}
/** Something that is asked of a server of its own. */
function elsewhere(settings: Record<string, string>, act: (own: TestServer) => Promise<Reply<unknown>>) {
  return async () => {
    const own = await startTestServer(settings);
    try {
      return await act(own);
    } finally {
      await own.close();
    }
  };
}
const PRODUCTION = { NODE_ENV: 'production', JWT_SECRET, ALLOW_EMBEDDED_DATABASE: 'true' };
const withoutMails = (act: (own: TestServer) => Promise<Reply<unknown>>) => elsewhere(PRODUCTION, act);
const another = () => ({ email: `${randomUUID()}@example.org`, currentPassword: 'not the password' });
/** As somebody whom another app signs in. */
async function asElsewhere(method: string, path: string, body?: object): Promise<Reply<unknown>> {
  const app = new AppServer(server, SERVER_KEY);
  const { accessToken } = await app.mint(await app.keep('patient'));
  return ask(server.api, method, path, { token: accessToken, body });
}
/** Between a mail to an address and the click on its link, somebody else has signed up with it. */
async function takenMeanwhile(): Promise<Reply<unknown>> {
  const token = randomUUID();
  const { patient, consultant } = await makePair(server);
  await server.database.pool.query(
    `insert into mail_tokens (token_hash, user_id, purpose, email, expires_at)
     values ($1, $2, 'verify', $3, now() + interval '1 hour')`,
    [hashOf(token), patient.id, consultant.email],
  );
  return anonymously('/auth/email/verify', { token });
}
/** Something that is asked of a server that reaches no device while the app is closed. */
function withoutPush(method: string, path: string, body?: object) {
  return elsewhere(PRODUCTION, async (own) => (await signUp(own, 'patient')).ask(method, path, body));
}
const unknownConversation = (end: string) => `/chat/conversations/${randomUUID()}/${end}`;

const PROMISED: PromisedCases = {
  register: {
    signup_closed: elsewhere({ CONSULTANT_SIGNUP: 'closed' }, (own) =>
      ask(own.api, 'POST', '/auth/register', { body: newcomer({ role: 'consultant' }) }),
    ),
    email_taken: () => anonymously('/auth/register', newcomer({ email: shared.patient.email })),
    cross_site: () => anonymously('/auth/register', newcomer(), ELSEWHERE),
  },
  login: {
    wrong_credentials: () => anonymously('/auth/login', { email: shared.patient.email, password: 'not it' }),
    account_disabled: among(async ({ patient: { id, email, password } }) => {
      await server.database.pool.query('update users set disabled_at = now() where id = $1', [id]);
      return anonymously('/auth/login', { email, password });
    }),
    cross_site: () => {
      const { email, password } = shared.patient;
      return anonymously('/auth/login', { email, password }, ELSEWHERE);
    },
  },
  refresh: {
    unauthorized: () => anonymously('/auth/refresh', { refreshToken: 'x'.repeat(43) }),
    cross_site: () => anonymously('/auth/refresh', { refreshToken: shared.patient.refreshToken }, ELSEWHERE),
  },
  logout: {},
  changePassword: {
    wrong_credentials: asking('POST', '/auth/password', () => ({
      currentPassword: 'not this one',
      newPassword: 'a better pass phrase',
    })),
  },
  forgotPassword: {
    mail_off: withoutMails((own) =>
      ask(own.api, 'POST', '/auth/password/forgot', { body: { email: 'nobody@example.org' } }),
    ),
  },
  resetPassword: {
    link_expired: () =>
      anonymously('/auth/password/reset', { token: 'x'.repeat(43), newPassword: 'a better pass phrase' }),
  },
  me: {},
  changeAccount: { forbidden: () => asElsewhere('PATCH', '/auth/me', { name: 'Some One' }) },
  getEmail: {},
  changeEmail: {
    forbidden: () => asElsewhere('POST', '/auth/email', another()),
    wrong_credentials: asking('POST', '/auth/email', () => another()),
    email_taken: asking('POST', '/auth/email', ({ patient, consultant }) => ({
      email: consultant.email,
      currentPassword: patient.password,
    })),
    mail_off: withoutMails(async (own) =>
      (await signUp(own, 'patient')).ask('POST', '/auth/email', another()),
    ),
  },
  sendVerification: {
    forbidden: () => asElsewhere('POST', '/auth/email/verification'),
    conflict: among(async ({ patient }) => {
      await server.database.pool.query('update users set email_verified_at = now() where id = $1', [
        patient.id,
      ]);
      return patient.ask('POST', '/auth/email/verification');
    }),
    mail_off: withoutMails(async (own) =>
      (await signUp(own, 'patient')).ask('POST', '/auth/email/verification'),
    ),
  },
  verifyEmail: {
    link_expired: () => anonymously('/auth/email/verify', { token: 'x'.repeat(43) }),
    email_taken: takenMeanwhile,
  },
  getPreferences: {},
  changePreferences: {},
  declineCall: {
    not_found: () => anonymously(`/chat/calls/${randomUUID()}/decline`, { pushToken: 'x' }),
    no_such_call: among(async ({ patient, conversation, consultant }) => {
      const errand = { callId: randomUUID(), calleeId: patient.id, deviceId: consultant.id };
      const pushToken = await server.app
        .get(PushErrands, { strict: false })
        .decline(errand, Date.now() + 60_000);
      expect(conversation.patientId).toBe(patient.id);
      return anonymously(`/chat/calls/${errand.callId}/decline`, { pushToken });
    }),
  },
  getPushKey: { push_off: withoutPush('GET', '/push/key') },
  subscribe: {
    push_off: withoutPush('POST', '/push/subscriptions', new Browser('http://127.0.0.1:9').subscription),
  },
  listReachableDevices: {},
  unsubscribe: { not_found: asking('DELETE', `/push/subscriptions/${randomUUID()}`) },
  testPush: {
    push_off: withoutPush('POST', '/push/test'),
    not_found: asking('POST', '/push/test'),
    push_failed: elsewhere({ PUSH_HOSTS: '127.0.0.1' }, async (own) => {
      const patient = await signUp(own, 'patient');
      // Nobody listens there.
      const { subscription } = new Browser('http://127.0.0.1:9');
      await patient.ask('POST', '/push/subscriptions', subscription);
      return patient.ask('POST', '/push/test');
    }),
  },
  confirmPush: { not_found: () => anonymously('/push/receipts', { token: 'x' }) },
  listSessions: {},
  listRefusedSignIns: {},
  endSession: { not_found: asking('DELETE', `/auth/sessions/${randomUUID()}`) },
  listConsultants: {},
  createBooking: {
    forbidden: asking('POST', '/bookings', (pair) => ({ ...appointment(pair), patientId: randomUUID() })),
    email_not_verified: elsewhere({ EMAIL_VERIFICATION: 'required' }, async (own) => {
      const [patient, consultant] = [await signUp(own, 'patient'), await signUp(own, 'consultant')];
      return patient.ask('POST', '/bookings', {
        consultantId: consultant.id,
        scheduledAt: '2090-03-02T10:00:00Z',
      });
    }),
    not_found: asking('POST', '/bookings', (pair) => ({ ...appointment(pair), consultantId: randomUUID() })),
    conflict: asking('POST', '/bookings', appointment),
    not_available: among(async (pair) => {
      await block(pair);
      return pair.patient.ask('POST', '/bookings', appointment(pair));
    }),
  },
  listBookings: { not_found: asking('GET', `/bookings?before=${randomUUID()}`) },
  changeBooking: {
    not_found: asking('PATCH', `/bookings/${randomUUID()}`, () => ({ status: 'completed' })),
    conflict: among(async (pair) => {
      await pair.patient.ask('PATCH', bookingOf(pair), { status: 'completed' });
      await book(pair.patient, pair.consultant);
      return pair.patient.ask('PATCH', bookingOf(pair), { status: 'scheduled' });
    }),
    booking_cancelled: among(async (pair) => {
      await cancel(pair);
      return pair.patient.ask('PATCH', bookingOf(pair), { status: 'scheduled' });
    }),
    not_available: among(async (pair) => {
      await block(pair);
      return pair.patient.ask('PATCH', bookingOf(pair), { status: 'completed' });
    }),
  },
  listBookingChanges: { not_found: asking('GET', `/bookings/${randomUUID()}/changes`) },
  getBookingCalendar: { not_found: asking('GET', `/bookings/${randomUUID()}/calendar.ics`) },
  listBlocks: { forbidden: asking('GET', '/blocks') },
  block: {
    forbidden: asking('POST', '/blocks', ({ patient }) => ({ patientId: patient.id })),
    not_found: () => shared.consultant.ask('POST', '/blocks', { patientId: randomUUID() }),
  },
  unblock: { forbidden: asking('DELETE', `/blocks/${randomUUID()}`) },
  listConversations: {
    forbidden: asking('GET', `/chat/conversations?patientId=${randomUUID()}`),
    not_found: asking(
      'GET',
      ({ patient }) => `/chat/conversations?patientId=${patient.id}&before=${randomUUID()}`,
    ),
  },
  createConversation: {
    forbidden: asking('POST', '/chat/conversations', (pair) => ({ ...idsOf(pair), patientId: randomUUID() })),
    not_found: asking('POST', '/chat/conversations', (pair) => ({ ...idsOf(pair), bookingId: randomUUID() })),
    not_available: async () => {
      const [patient, consultant] = [await signUp(server, 'patient'), await signUp(server, 'consultant')];
      const { id: bookingId } = await book(patient, consultant);
      await consultant.ask('POST', '/blocks', { patientId: patient.id });
      const ids = { patientId: patient.id, consultantId: consultant.id, bookingId };
      return patient.ask('POST', '/chat/conversations', ids);
    },
  },
  listMessages: { not_found: asking('GET', unknownConversation('messages')) },
  listChanges: { not_found: asking('GET', unknownConversation('changes')) },
  sendMessage: {
    forbidden: asking('POST', '/chat/messages', (pair) => ({ ...message(pair), senderType: 'consultant' })),
    not_found: asking('POST', '/chat/messages', (pair) => ({ ...message(pair), bookingId: randomUUID() })),
    booking_cancelled: among(async (pair) => {
      await cancel(pair);
      return pair.patient.ask('POST', '/chat/messages', message(pair));
    }),
    not_available: among(async (pair) => {
      await block(pair);
      return pair.patient.ask('POST', '/chat/messages', message(pair));
    }),
  },
  countUnread: {
    forbidden: asking(
      'GET',
      ({ conversation }) => `/chat/conversations/${conversation.id}/unread?userId=${randomUUID()}`,
    ),
    not_found: asking('GET', ({ patient }) => unknownConversation(`unread?userId=${patient.id}`)),
  },
  markRead: {
    not_found: asking('POST', unknownConversation('read'), () => ({ messageIds: [randomUUID()] })),
  },
  listIceServers: {},
  listCalls: { not_found: asking('GET', `/chat/calls?conversationId=${randomUUID()}`) },
  markCallsSeen: {
    not_found: asking('POST', '/chat/calls/seen', () => ({ conversationId: randomUUID() })),
  },
  keepPerson: {
    conflict: () =>
      withKey('POST', '/admin/people', { externalId: 'both', name: 'Some One', role: 'patient' }).then(() =>
        withKey('POST', '/admin/people', { externalId: 'both', name: 'Some One', role: 'consultant' }),
      ),
    email_taken: () => {
      const { email } = shared.patient;
      return withKey('POST', '/admin/people', {
        externalId: 'new',
        name: 'Some One',
        role: 'patient',
        email,
      });
    },
  },
  listPeople: {},
  getPerson: {},
  deletePerson: {},
  disablePerson: {},
  enablePerson: {
    conflict: among(async ({ patient: { id } }) => {
      await withKey('DELETE', `/admin/people/${id}`);
      return withKey('POST', `/admin/people/${id}/enable`);
    }),
  },
  exportPerson: {},
  mintToken: {
    account_disabled: among(async ({ patient: { id } }) => {
      await withKey('POST', `/admin/people/${id}/disable`);
      return withKey('POST', `/admin/people/${id}/tokens`);
    }),
  },
  listPersonSessions: {},
  endPersonSessions: {},
  endPersonSession: {},
  arrangeBooking: {
    not_available: among(async (pair) => {
      await block(pair);
      return withKey('POST', '/admin/bookings', appointment(pair));
    }),
  },
  rearrangeBooking: {
    booking_cancelled: among(async (pair) => {
      await cancel(pair);
      return withKey('PATCH', `/admin${bookingOf(pair)}`, { status: 'scheduled' });
    }),
    not_available: among(async (pair) => {
      await block(pair);
      return withKey('PATCH', `/admin${bookingOf(pair)}`, { status: 'completed' });
    }),
  },
  health: {},
  readiness: {
    unavailable: elsewhere({}, async (own) => {
      await own.database.close();
      return ask(own.api, 'GET', '/health/ready');
    }),
  },
};

const ROWS = Object.entries(ROUTES) as [RouteName, Route][];
const CASES = ROWS.flatMap(([name]) =>
  (Object.entries(PROMISED[name]) as [ErrorCode, () => Promise<Reply<unknown>>][]).map(([code, provoke]) => ({
    name,
    code,
    provoke,
  })),
);

test.each(CASES)('$name is refused with $code', async ({ code, provoke }) => {
  const reply = await provoke();
  expectRefusal(reply, reply.status, code);
});

test('every code that a row promises was provoked, and no other', () => {
  const promised = ROWS.flatMap(([name, { refusals }]) => refusals.map((code) => `${name} ${code}`));
  expect(CASES.map(({ name, code }) => `${name} ${code}`).sort()).toEqual(promised.sort());
});

describe('what comes of the access and the body of a route, and not of its row, comes on each of these', () => {
  const deep = '['.repeat(LIMITS.jsonDepth + 1) + ']'.repeat(LIMITS.jsonDepth + 1);

  /** How each of these codes is provoked on any route that may give it. The rest needs a server that breaks, or counts. */
  const PROVOKED = {
    unauthorized: async () => ({ token: 'a.b.c' }),
    token_expired: async () => ({ token: await tokenEndingIn(server, shared.patient, -1) }),
    forbidden: async () => ({ token: await tokenOfRole('admin', shared.patient.id) }),
    cross_site: async () => ({ headers: { Cookie: await signInWithBrowser(server, shared.patient) } }),
    validation_failed: async () => ({
      token: shared.patient.token,
      headers: { 'X-Client-Type': 'television' },
    }),
    bad_json: async () => ({ token: shared.patient.token, body: '{' }),
    too_complex: async () => ({ token: shared.patient.token, body: deep }),
    payload_too_large: async () => ({
      token: shared.patient.token,
      body: JSON.stringify('x'.repeat(LIMITS.frameBytes)),
    }),
    unsupported_media_type: async () => ({
      token: shared.patient.token,
      body: '<a/>',
      headers: { 'Content-Type': 'application/xml' },
    }),
  } as const satisfies Partial<Record<ErrorCode, () => Promise<Asking>>>;

  test.each(Object.entries(PROVOKED))('%s', async (code, provoke) => {
    const general = ROWS.filter(
      ([, route]) =>
        refusalsOfRoute(route).includes(code as ErrorCode) &&
        !(route.refusals.includes(code as ErrorCode) && route.access === 'anyone'),
    );
    expect(general.length).toBeGreaterThan(0);
    const answers = general.map(async ([name, { method, path, access }]) => {
      const asked = path.replaceAll(/:\w+/g, () => randomUUID());
      const provoked: Asking = await provoke();
      const isAboutWho = code === 'unauthorized';
      const asking = access === 'operator' && !isAboutWho ? { ...provoked, token: SERVER_KEY } : provoked;
      const reply = await ask<{ code: string }>(server.api, method, asked, asking);
      return [name, reply.body.code];
    });
    expect(await Promise.all(answers)).toEqual(general.map(([name]) => [name, code]));
  });
});

function tokenOfRole(role: string, userId: string): Promise<string> {
  return new SignJWT({ role, sid: randomUUID() })
    .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
    .setSubject(userId)
    .setIssuer('jiggy-care')
    .setAudience('jiggy-care-chat')
    .setIssuedAt()
    .setExpirationTime('10m')
    .sign(Buffer.from(JWT_SECRET));
}
