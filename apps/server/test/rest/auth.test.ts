import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { Passwords } from '../../src/auth/passwords.ts';
import { ask } from '../support/api.ts';
import { cookieHeader, cookiesOf, signInWithBrowser } from '../support/cookies.ts';
import { signUp, type TestPerson } from '../support/people.ts';
import { expectInvalid, expectRefusal, fingerprint } from '../support/refusals.ts';
import { Sockets } from '../support/sockets.ts';
import { storedRows } from '../support/stored-rows.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

const JWT_SECRET = 'a secret of the test suite, 0123456789';
const WEB = { 'X-Client-Type': 'web' };
const MOBILE = { 'X-Client-Type': 'mobile' };
const EVIL = 'https://evil.example';

let server: TestServer;
let sockets: Sockets;
let person: TestPerson;

beforeAll(async () => {
  server = await startTestServer({ JWT_SECRET, REFRESH_GRACE_S: '1' });
  sockets = new Sockets(server);
  person = await signUp(server, 'patient', 'Ada');
});
afterEach(() => sockets.closeAll());
afterAll(() => server.close());

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  ask(server.api, 'POST', path, { body, headers });
const me = (headers: Record<string, string>) => ask(server.api, 'GET', '/auth/me', { headers });
const newcomer = (more: object = {}) => ({
  email: `new-${randomUUID()}@example.org`,
  password: `pass phrase ${randomUUID()}`,
  name: 'New Comer',
  role: 'patient',
  ...more,
});
const signIn = (headers: Record<string, string> = {}, who = person) =>
  post('/auth/login', { email: who.email, password: who.password }, headers);

describe('what works', () => {
  test.each([
    ['a phone', MOBILE],
    ['a client that says nothing of itself', {}],
  ])('%s registers and gets its tokens in the body, and no cookie', async (_, headers) => {
    const body = newcomer({ role: 'consultant' });
    const reply = await post('/auth/register', body, headers);
    expect(reply.status).toBe(201);
    expect(reply.body).toEqual({
      user: { id: expect.any(String), email: body.email, name: body.name, role: 'consultant' },
      accessToken: expect.any(String),
      refreshToken: expect.any(String),
      expiresIn: 900,
    });
    expect(reply.headers.getSetCookie()).toEqual([]);
    const { body: account } = await me({ Authorization: `Bearer ${reply.body.accessToken}` });
    expect(account).toEqual(reply.body.user);
  });

  test('a browser registers and gets its tokens in cookies that no script can read, and none in the body', async () => {
    const reply = await post('/auth/register', newcomer(), WEB);
    expect(reply.status).toBe(201);
    expect(reply.body).toEqual({ user: expect.any(Object), expiresIn: 900 });
    const { access_token, refresh_token, ...others } = cookiesOf(reply);
    expect(access_token?.attributes).toEqual(['HttpOnly', 'Max-Age=900', 'Path=/', 'SameSite=Lax']);
    expect(refresh_token?.attributes).toEqual([
      'HttpOnly',
      'Max-Age=43200',
      'Path=/api/v1/auth',
      'SameSite=Strict',
    ]);
    expect(others).toEqual({});
    for (const cookie of [access_token, refresh_token]) expect(reply.text).not.toContain(cookie?.value);
  });

  test('a login answers 200, in the body for a phone and in cookies for a browser', async () => {
    const phone = await signIn(MOBILE);
    expect(phone.status).toBe(200);
    expect(Object.keys(phone.body).sort()).toEqual(['accessToken', 'expiresIn', 'refreshToken', 'user']);
    const browser = await signIn(WEB);
    expect(browser.status).toBe(200);
    expect(Object.keys(browser.body).sort()).toEqual(['expiresIn', 'user']);
    expect(Object.keys(cookiesOf(browser)).sort()).toEqual(['access_token', 'refresh_token']);
  });

  test('an e-mail is the same in any case, and keeps the case that its owner gave it', async () => {
    const body = newcomer({ email: `Mixed.Case-${randomUUID()}@Example.org` });
    const { body: registered } = await post('/auth/register', body);
    expect(registered.user.email).toBe(body.email);
    for (const email of [body.email.toLowerCase(), body.email.toUpperCase(), ` ${body.email} `]) {
      expect((await post('/auth/login', { email, password: body.password })).status).toBe(200);
    }
  });

  test('a password may hold any characters, 256 of them, blanks at its ends too', async () => {
    for (const password of [' leading and trailing ', '🩺'.repeat(256), 'üñîçødé-пароль', '        x']) {
      const body = newcomer({ password });
      expect((await post('/auth/register', body)).status).toBe(201);
      expect((await post('/auth/login', { email: body.email, password })).status).toBe(200);
      const almost = [...password].slice(1).join('');
      expectRefusal(await post('/auth/login', { email: body.email, password: almost }), 401);
    }
  });

  test('the access token is taken as Authorization, as X-Access-Token and as a cookie', async () => {
    const account = { id: person.id, email: person.email, name: 'Ada', role: 'patient' };
    for (const headers of [
      { Authorization: `Bearer ${person.token}` },
      { authorization: `bearer ${person.token}` },
      { 'X-Access-Token': person.token },
      { Cookie: `other=1; access_token=${person.token}` },
    ]) {
      const reply = await me(headers);
      expect(reply.status).toBe(200);
      expect(reply.body).toEqual(account);
    }
  });

  test('the refresh token is taken from X-Refresh-Token, the body or the cookie', async () => {
    const tokenOf = async () => (await signIn()).body.refreshToken as string;
    const byHeader = await post('/auth/refresh', {}, { 'X-Refresh-Token': await tokenOf() });
    const byBody = await post('/auth/refresh', { refreshToken: await tokenOf() });
    for (const { status, body } of [byHeader, byBody]) {
      expect(status).toBe(200);
      expect(body).toMatchObject({ user: { id: person.id }, expiresIn: 900 });
      expect((await me({ 'X-Access-Token': body.accessToken })).status).toBe(200);
    }
    const cookie = await signInWithBrowser(server, person);
    const byCookie = await ask(server.api, 'POST', '/auth/refresh', { headers: { ...WEB, Cookie: cookie } });
    expect(byCookie.status).toBe(200);
    expect(byCookie.body).toEqual({ user: expect.any(Object), expiresIn: 900 });
    expect((await me({ Cookie: cookieHeader(byCookie) })).status).toBe(200);
  });

  test('several tabs that refresh at once, and one whose answer was lost, get the same successor', async () => {
    const { refreshToken } = (await signIn()).body;
    const replies = await Promise.all(
      Array.from({ length: 10 }, () => post('/auth/refresh', { refreshToken })),
    );
    expect(replies.map(({ status }) => status)).toEqual(Array(10).fill(200));
    const successors = new Set(replies.map(({ body }) => body.refreshToken));
    expect(successors.size).toBe(1);
    expect(successors).not.toContain(refreshToken);
    const [successor] = successors;
    expect((await post('/auth/refresh', { refreshToken: successor })).status).toBe(200);
  });

  test('someone sees where they are signed in, which one this is, and ends another', async () => {
    const owner = await signUp(server, 'consultant');
    const browser = await ask(server.api, 'POST', '/auth/login', {
      body: { email: owner.email, password: owner.password },
      headers: { ...WEB, 'User-Agent': 'A browser of the practice' },
    });
    const { body: sessions } = await owner.ask('GET', '/auth/sessions');
    expect(sessions).toHaveLength(2);
    expect(sessions).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ clientType: 'mobile', current: true }),
        expect.objectContaining({
          clientType: 'web',
          current: false,
          userAgent: 'A browser of the practice',
          createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        }),
      ]),
    );
    const other = sessions.find(({ current }: { current: boolean }) => !current);
    expect((await owner.ask('DELETE', `/auth/sessions/${other.id}`)).status).toBe(204);
    expect((await me({ Cookie: cookieHeader(browser) })).status).toBe(401);
    expect((await owner.ask('GET', '/auth/sessions')).body).toHaveLength(1);
    expectRefusal(await owner.ask('DELETE', `/auth/sessions/${other.id}`), 404, 'not_found');
  });

  test('a logout ends the tokens and the sockets of that session, and of no other, and takes the cookies away', async () => {
    const owner = await signUp(server, 'patient');
    const leaving = await signIn(WEB, owner);
    const cookie = cookieHeader(leaving);
    const socket = await sockets.connect({ extraHeaders: { Cookie: cookie, Origin: server.url } });
    const staying = await sockets.as(owner);

    const reply = await ask(server.api, 'POST', '/auth/logout', { headers: { ...WEB, Cookie: cookie } });
    expect(reply.status).toBe(204);
    expect(reply.text).toBe('');
    const { access_token, refresh_token } = cookiesOf(reply);
    for (const [gone, path, sameSite] of [
      [access_token, '/', 'Lax'],
      [refresh_token, '/api/v1/auth', 'Strict'],
    ] as const) {
      expect(gone?.value).toBe('');
      expect(gone?.attributes).toEqual([
        'Expires=Thu, 01 Jan 1970 00:00:00 GMT',
        'HttpOnly',
        'Max-Age=0',
        `Path=${path}`,
        `SameSite=${sameSite}`,
      ]);
    }
    await socket.next('disconnect');
    expectRefusal(await me({ Cookie: cookie }), 401, 'unauthorized');
    expectRefusal(
      await ask(server.api, 'POST', '/auth/refresh', { headers: { ...WEB, Cookie: cookie } }),
      401,
      'unauthorized',
    );
    expect((await owner.ask('GET', '/auth/me')).status).toBe(200);
    expect(staying.socket.connected).toBe(true);
  });

  test('a new password ends the other sessions and their sockets, and keeps the one that changed it', async () => {
    const owner = await signUp(server, 'patient');
    const { body: elsewhere } = await signIn(MOBILE, owner);
    const socketElsewhere = await sockets.as({ token: elsewhere.accessToken });
    const newPassword = `another phrase ${randomUUID()}`;
    const changed = await owner.ask('POST', '/auth/password', {
      currentPassword: owner.password,
      newPassword,
    });
    expect(changed.status).toBe(204);
    await socketElsewhere.next('disconnect');
    expect((await me({ 'X-Access-Token': elsewhere.accessToken })).status).toBe(401);
    expect((await post('/auth/refresh', { refreshToken: elsewhere.refreshToken })).status).toBe(401);
    expect((await owner.ask('GET', '/auth/me')).status).toBe(200);
    expect((await post('/auth/refresh', { refreshToken: owner.refreshToken })).status).toBe(200);
    expectRefusal(await signIn({}, owner), 401, 'wrong_credentials');
    expect((await signIn({}, { ...owner, password: newPassword })).status).toBe(200);
  });
});

describe('what is refused', () => {
  test.each([
    ['no e-mail', { email: undefined }, 'email'],
    ['an e-mail that is none', { email: 'nobody' }, 'email'],
    ['an e-mail of 255 characters', { email: `${'a'.repeat(243)}@example.org` }, 'email'],
    ['an e-mail in a list', { email: ['a@example.org'] }, 'email'],
    ['a password of seven characters', { password: 'seven 7' }, 'password'],
    ['a password of seven emoji', { password: '🩺'.repeat(7) }, 'password'],
    ['a password of 257 characters', { password: 'long '.repeat(52).slice(0, 257) }, 'password'],
    ['a common password', { password: 'password123' }, 'password'],
    ['a common password in capitals', { password: 'QWERTYUIOP' }, 'password'],
    ['a password that is a number', { password: 12_345_678_901 }, 'password'],
    ['a lone surrogate in the password', { password: 'broken \ud800 pair' }, 'password'],
    ['no name', { name: undefined }, 'name'],
    ['a blank name', { name: ' \t ' }, 'name'],
    ['a name of 101 characters', { name: 'n'.repeat(101) }, 'name'],
    ['a name of two lines', { name: 'Ada\nLovelace' }, 'name'],
    ['no role', { role: undefined }, 'role'],
    ['another role', { role: 'admin' }, 'role'],
    ['a role in capitals', { role: 'PATIENT' }, 'role'],
  ])('registering with %s is 400, and stores nothing', async (_, wrong, path) => {
    const before = await storedRows(server);
    expectInvalid(await post('/auth/register', newcomer(wrong)), path);
    expect(await storedRows(server)).toEqual(before);
  });

  test('an e-mail that is taken is 409, in whatever case', async () => {
    for (const email of [person.email, person.email.toUpperCase()]) {
      expectRefusal(await post('/auth/register', newcomer({ email })), 409, 'email_taken');
    }
  });

  test('of ten who register the same e-mail at once, one gets the account', async () => {
    const body = newcomer();
    const replies = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        post('/auth/register', {
          ...body,
          email: index % 2 === 0 ? body.email : body.email.toUpperCase(),
        }),
      ),
    );
    expect(replies.map(({ status }) => status).sort()).toEqual([201, ...Array(9).fill(409)]);
  });

  test.each(['Web', 'WEB', 'desktop', 'mobile, web', '', '../web'])(
    'X-Client-Type %j is 400, on every route',
    async (value) => {
      const headers = { 'X-Client-Type': value };
      expectInvalid(await signIn(headers), 'X-Client-Type');
      expectInvalid(await post('/auth/register', newcomer(), headers), 'X-Client-Type');
      expectInvalid(await me({ ...headers, Authorization: `Bearer ${person.token}` }), 'X-Client-Type');
    },
  );

  test('a wrong current password is 401 and changes nothing; a weak or common new one is 400', async () => {
    const change = (currentPassword: unknown, newPassword: unknown) =>
      person.ask('POST', '/auth/password', { currentPassword, newPassword });
    const before = await storedRows(server);
    expectRefusal(await change('not the password', 'a better phrase'), 401, 'wrong_credentials');
    expectInvalid(await change(person.password, 'short'), 'newPassword');
    expectInvalid(await change(person.password, 'password123'), 'newPassword');
    expectInvalid(await change(undefined, undefined), 'currentPassword', 'newPassword');
    expect(await storedRows(server)).toEqual(before);
  });

  test('a refresh without a token, or with one that was never given out, is 401', async () => {
    for (const body of [
      undefined,
      {},
      { refreshToken: '' },
      { refreshToken: 'x'.repeat(43) },
      { refreshToken: person.token.slice(0, 200) },
    ]) {
      expectRefusal(await post('/auth/refresh', body), 401, 'unauthorized');
    }
    expectInvalid(await post('/auth/refresh', { refreshToken: 'x'.repeat(201) }), 'refreshToken');
  });

  test('where consultants cannot sign up, registering one is 403 and stores nothing; a patient can', async () => {
    const closed = await startTestServer({ CONSULTANT_SIGNUP: 'closed' });
    try {
      const register = (body: object) => ask(closed.api, 'POST', '/auth/register', { body });
      const before = await storedRows(closed);
      expectRefusal(await register(newcomer({ role: 'consultant' })), 403, 'signup_closed');
      expectRefusal(
        await register(newcomer({ role: 'consultant', invitation: 'made up' })),
        403,
        'signup_closed',
      );
      expect(await storedRows(closed)).toEqual(before);
      expect((await register(newcomer())).status).toBe(201);
    } finally {
      await closed.close();
    }
  });
});

describe('whom it protects', () => {
  test('a wrong e-mail and a wrong password get the same answer, after the same work', async () => {
    const unknown = () => post('/auth/login', { email: 'nobody@example.org', password: person.password });
    const wrong = () => post('/auth/login', { email: person.email, password: 'not the password' });
    const verify = vi.spyOn(Passwords.prototype, 'verify');
    for (const attempt of [wrong, unknown]) {
      verify.mockClear();
      expectRefusal(await attempt(), 401, 'wrong_credentials');
      expect(verify).toHaveBeenCalledOnce();
    }
    expect(fingerprint(await unknown())).toBe(fingerprint(await wrong()));
  });

  test('the first credential present decides alone: a bad one is not saved by a good one behind it', async () => {
    const good = person.token;
    const cookie = `access_token=${good}`;
    for (const headers of [
      { Authorization: 'Bearer bad', 'X-Access-Token': good, Cookie: cookie },
      { Authorization: `Basic ${good}`, Cookie: cookie },
      { Authorization: 'Bearer', Cookie: cookie },
      { Authorization: `Bearer ${good} ${good}`, Cookie: cookie },
      { 'X-Access-Token': 'bad', Cookie: cookie },
      { 'X-Access-Token': '', Cookie: cookie },
      { Cookie: 'access_token=bad' },
      {},
    ]) {
      expectRefusal(await me(headers), 401, 'unauthorized');
    }
    for (const headers of [
      { Authorization: `Bearer ${good}`, 'X-Access-Token': 'bad', Cookie: 'access_token=bad' },
      { 'X-Access-Token': good, Cookie: 'access_token=bad' },
    ]) {
      expect((await me(headers)).status).toBe(200);
    }
  });

  test('a 401 says which scheme to use, and nothing of what was wrong', async () => {
    const missing = await me({});
    expect(missing.headers.get('www-authenticate')).toBe('Bearer');
    expect(fingerprint(await me({ Authorization: 'Bearer bad' }))).toBe(fingerprint(missing));
  });

  test('a token in the address is never read', async () => {
    for (const name of ['token', 'access_token', 'accessToken', 'authorization']) {
      expectRefusal(await ask(server.api, 'GET', `/auth/me?${name}=${person.token}`), 401);
    }
  });

  test('a forged, an expired and a borrowed token are all 401', async () => {
    const sid = JSON.parse(Buffer.from(person.token.split('.')[1] ?? '', 'base64url').toString()).sid;
    const claims = { role: 'patient', sid };
    const now = Math.floor(Date.now() / 1000);
    const forge = (
      change: (jwt: SignJWT) => SignJWT = (jwt) => jwt,
      secret = JWT_SECRET,
      alg = 'HS256',
      typ = 'at+jwt',
    ) =>
      change(
        new SignJWT(claims)
          .setProtectedHeader({ alg, typ })
          .setSubject(person.id)
          .setIssuer('jiggy-care')
          .setAudience('jiggy-care-chat')
          .setIssuedAt(now)
          .setExpirationTime(now + 600),
      ).sign(Buffer.from(secret));
    const [, payload = ''] = person.token.split('.');
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const tokens = [
      await forge((jwt) => jwt, 'another secret of the same length, 0123'),
      await forge((jwt) => jwt, JWT_SECRET.repeat(2), 'HS512'),
      await forge((jwt) => jwt.setIssuer('someone-else')),
      await forge((jwt) => jwt.setAudience('another-service')),
      await forge((jwt) => jwt, JWT_SECRET, 'HS256', 'JWT'),
      await forge((jwt) => jwt.setNotBefore(now + 600)),
      `${part({ alg: 'none', typ: 'at+jwt' })}.${payload}.`,
      `${part({ alg: 'None', typ: 'at+jwt' })}.${payload}.`,
      person.token.slice(0, -3),
      `${person.token}x`,
      person.refreshToken,
      '..',
      'a.b.c',
      'x'.repeat(8_000),
    ];
    expect((await me({ Authorization: `Bearer ${await forge()}` })).status).toBe(200);
    for (const token of tokens) {
      expectRefusal(await me({ Authorization: `Bearer ${token}` }), 401, 'unauthorized');
    }
    const expired = await me({
      Authorization: `Bearer ${await forge((jwt) => jwt.setExpirationTime(now - 1))}`,
    });
    expectRefusal(expired, 401, 'token_expired');
    expect(expired.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
  });

  test('a cookie of the same name from another program on the host locks nobody out', async () => {
    const browser = await ask(server.api, 'POST', '/auth/login', {
      body: { email: person.email, password: person.password },
      headers: WEB,
    });
    const { access_token, refresh_token } = cookiesOf(browser);
    for (const foreign of ['', 'foreign', 'a.b.c']) {
      expect(
        (await me({ Cookie: `access_token=${foreign}; access_token=${access_token?.value}` })).status,
      ).toBe(200);
    }
    const refreshed = await ask(server.api, 'POST', '/auth/refresh', {
      headers: { ...WEB, Cookie: `refresh_token=foreign; refresh_token=${refresh_token?.value}` },
    });
    expect(refreshed.status).toBe(200);
  });

  test('a token of a role that has no business here is 403, as the document says', async () => {
    const token = await new SignJWT({ role: 'admin', sid: randomUUID() })
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
      .setSubject(person.id)
      .setIssuer('jiggy-care')
      .setAudience('jiggy-care-chat')
      .setIssuedAt()
      .setExpirationTime('10m')
      .sign(Buffer.from(JWT_SECRET));
    expectRefusal(await me({ Authorization: `Bearer ${token}` }), 403, 'forbidden');
  });

  test('a spent refresh token that comes back late ends its whole family, sockets too', async () => {
    const { body: session } = await signIn();
    const { body: next } = await post('/auth/refresh', { refreshToken: session.refreshToken });
    const socket = await sockets.as({ token: next.accessToken });
    // REFRESH_GRACE_S=1: the tables of time are the server's own, so the wait is real
    await new Promise((resolve) => setTimeout(resolve, 1_050));
    expectRefusal(await post('/auth/refresh', { refreshToken: session.refreshToken }), 401, 'unauthorized');
    await socket.next('disconnect');
    expectRefusal(await post('/auth/refresh', { refreshToken: next.refreshToken }), 401, 'unauthorized');
    expectRefusal(await me({ 'X-Access-Token': next.accessToken }), 401, 'unauthorized');
    expect((await person.ask('GET', '/auth/me')).status).toBe(200);
  });

  test('tokens and passwords are stored as hashes only', async () => {
    const { body } = await signIn();
    const { rows } = await server.database.pool.query<{ row: string }>(
      `select t::text as row from users t union all select t::text from sessions t
       union all select t::text from refresh_tokens t`,
    );
    const stored = rows.map(({ row }) => row).join('\n');
    for (const secret of [person.password, body.refreshToken, body.accessToken]) {
      expect(stored).not.toContain(secret);
    }
    expect(stored).toContain('$argon2id$');
  });

  test('what a body claims beyond its fields is not stored', async () => {
    const { body } = await post(
      '/auth/register',
      newcomer({
        id: randomUUID(),
        status: 'admin',
        isVerified: true,
        passwordHash: 'x',
        createdAt: '2001-01-01',
      }),
    );
    const { rows } = await server.database.pool.query('select * from users where id = $1', [body.user.id]);
    expect(rows).toHaveLength(1);
    expect(rows[0].password_hash).toMatch(/^\$argon2id\$/);
    expect(new Date(rows[0].created_at).getFullYear()).toBeGreaterThan(2001);
  });
});

describe('a browser whose cookie another page would like to use', () => {
  const OWN = () => server.url;
  const change = (headers: Record<string, string>) =>
    ask(server.api, 'PATCH', `/bookings/${randomUUID()}`, { body: { status: 'completed' }, headers });
  let cookie: string;
  beforeAll(async () => {
    cookie = await signInWithBrowser(server, person);
  });

  test.each<[string, 'acts' | 'is refused', () => Record<string, string>]>([
    ['of our own origin', 'acts', () => ({ ...WEB, Origin: OWN() })],
    ['of an allowed origin', 'acts', () => ({ ...WEB, Origin: 'http://localhost:5173' })],
    [
      'of an allowed origin, cross-site',
      'acts',
      () => ({ ...WEB, Origin: 'http://localhost:5173', 'Sec-Fetch-Site': 'cross-site' }),
    ],
    ['that only says same-origin', 'acts', () => ({ ...WEB, 'Sec-Fetch-Site': 'same-origin' })],
    ['typed in by hand', 'acts', () => ({ ...WEB, 'Sec-Fetch-Site': 'none' })],
    ['that is no browser', 'acts', () => ({ ...WEB })],
    ['without the header', 'is refused', () => ({ Origin: OWN() })],
    ['with the header of a phone', 'is refused', () => ({ ...MOBILE, Origin: OWN() })],
    ['that is no browser and has no header', 'is refused', () => ({})],
    ['of an evil origin', 'is refused', () => ({ ...WEB, Origin: EVIL })],
    ['of the null origin', 'is refused', () => ({ ...WEB, Origin: 'null' })],
    ['of another port of this host', 'is refused', () => ({ ...WEB, Origin: 'http://127.0.0.1:1' })],
    [
      'of a look-alike origin',
      'is refused',
      () => ({ ...WEB, Origin: 'http://localhost:5173.evil.example' }),
    ],
    [
      'of an evil origin that claims to be ours',
      'is refused',
      () => ({ ...WEB, Origin: EVIL, 'Sec-Fetch-Site': 'same-origin' }),
    ],
    ['that is same-site only', 'is refused', () => ({ ...WEB, 'Sec-Fetch-Site': 'same-site' })],
    ['that is cross-site', 'is refused', () => ({ ...WEB, 'Sec-Fetch-Site': 'cross-site' })],
  ])('a page %s %s', async (_, outcome, headers) => {
    const reply = await change({ ...headers(), Cookie: cookie });
    // the booking does not exist: 404 is how far an allowed page gets
    if (outcome === 'acts') expectRefusal(reply, 404, 'not_found');
    else expectRefusal(reply, 403, 'cross_site');
    const byBearer = await change({ ...headers(), Authorization: `Bearer ${person.token}`, Cookie: cookie });
    expectRefusal(byBearer, 404, 'not_found');
  });

  test('reading needs no header, since a foreign page cannot see the answer', async () => {
    for (const headers of [{}, WEB, { Origin: EVIL }]) {
      expect((await me({ ...headers, Cookie: cookie })).status).toBe(200);
    }
  });

  test('no foreign page can sign a browser in as someone, refresh it or sign it out', async () => {
    const evil = { ...WEB, Origin: EVIL };
    expectRefusal(await signIn(evil), 403, 'cross_site');
    expectRefusal(await post('/auth/register', newcomer(), evil), 403, 'cross_site');
    for (const headers of [evil, { Origin: EVIL }, {}]) {
      for (const path of ['/auth/refresh', '/auth/logout']) {
        const reply = await ask(server.api, 'POST', path, { headers: { ...headers, Cookie: cookie } });
        expectRefusal(reply, 403, 'cross_site');
        expect(reply.headers.getSetCookie()).toEqual([]);
      }
    }
    expect((await me({ Cookie: cookie })).status).toBe(200);
  });
});

describe('limits, as they are set by default', () => {
  let strict: TestServer;
  beforeAll(async () => {
    strict = await startTestServer({ RATE_LIMITS: 'on', TRUST_PROXY: '1' });
  });
  afterAll(() => strict.close());

  test('a guesser of passwords is stopped after five, and the owner still gets in from elsewhere', async () => {
    const owner = await signUp(strict, 'patient');
    const login = (password: string, address: string) =>
      ask(strict.api, 'POST', '/auth/login', {
        body: { email: owner.email, password },
        headers: { 'X-Forwarded-For': address },
      });
    const guesses = await Promise.all(
      Array.from({ length: 12 }, (_, index) => login(`guess number ${index}`, '203.0.113.7')),
    );
    expect(guesses.map(({ status }) => status).sort()).toEqual([
      ...Array(5).fill(401),
      ...Array(7).fill(429),
    ]);
    const stopped = await login(owner.password, '203.0.113.7');
    const { retryAfterMs } = expectRefusal(stopped, 429, 'rate_limited');
    const retryAfter = Number(stopped.headers.get('retry-after'));
    expect(retryAfter).toBeGreaterThan(0);
    expect(retryAfter).toBeLessThanOrEqual(3_600);
    expect(retryAfter).toBe(Math.ceil((retryAfterMs ?? 0) / 1_000));
    expect((await login(owner.password, '198.51.100.4')).status).toBe(200);
  });

  test('a success forgives the typing errors before it', async () => {
    const owner = await signUp(strict, 'patient');
    const login = (password: string) =>
      ask(strict.api, 'POST', '/auth/login', { body: { email: owner.email, password } });
    for (let round = 0; round < 3; round += 1) {
      for (let guess = 0; guess < 4; guess += 1) expect((await login('a typing error')).status).toBe(401);
      expect((await login(owner.password)).status).toBe(200);
    }
  });

  test('guessing the current password is limited too', async () => {
    const owner = await signUp(strict, 'patient');
    const guess = (currentPassword: string) =>
      owner.ask('POST', '/auth/password', { currentPassword, newPassword: 'a better phrase' });
    for (let count = 0; count < 5; count += 1) {
      expectRefusal(await guess(`guess number ${count}`), 401, 'wrong_credentials');
    }
    expectRefusal(await guess(owner.password), 429, 'rate_limited');
  });
});

describe('production', () => {
  let production: TestServer;
  beforeAll(async () => {
    production = await startTestServer({
      NODE_ENV: 'production',
      ALLOW_EMBEDDED_DATABASE: 'true',
      JWT_SECRET,
      HOST: '127.0.0.1',
      RATE_LIMITS: 'on',
    });
  });
  afterAll(() => production.close());
  const register = (headers: Record<string, string> = {}) =>
    ask(production.api, 'POST', '/auth/register', { body: newcomer(), headers });

  test('cookies travel over HTTPS only', async () => {
    const reply = await register(WEB);
    expect(reply.status).toBe(201);
    const { access_token, refresh_token } = cookiesOf(reply);
    expect(access_token?.attributes).toEqual(['HttpOnly', 'Max-Age=900', 'Path=/', 'SameSite=Lax', 'Secure']);
    expect(refresh_token?.attributes).toContain('Secure');
    const out = await ask(production.api, 'POST', '/auth/logout', {
      headers: { ...WEB, Cookie: cookieHeader(reply) },
    });
    for (const { attributes } of Object.values(cookiesOf(out))) expect(attributes).toContain('Secure');
    expect(reply.headers.get('strict-transport-security')).toMatch(/max-age=\d{7,}/);
  });

  test('consultants cannot sign themselves up', async () => {
    const reply = await ask(production.api, 'POST', '/auth/register', {
      body: newcomer({ role: 'consultant' }),
    });
    expectRefusal(reply, 403, 'signup_closed');
  });

  test('one address makes only so many accounts, whatever it says of where it comes from', async () => {
    const statuses: number[] = [];
    for (let count = 0; count < 24; count += 1) {
      statuses.push((await register({ 'X-Forwarded-For': `203.0.113.${count}` })).status);
    }
    expect(statuses.filter((status) => status === 201).length).toBeLessThanOrEqual(20);
    expect(statuses.slice(-4)).toEqual([429, 429, 429, 429]);
  });
});
