import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import { API_BASE } from '@jiggy-care/protocol';
import { type INestApplication, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BookingsModule } from '../bookings/bookings.module.ts';
import { ClockModule } from '../clock/clock.module.ts';
import { Config, loadConfig } from '../config/config.ts';
import { Database } from '../database/database.ts';
import { ClientAddresses } from '../edge/client-address.ts';
import { HttpErrorFilter } from '../edge/http-error.filter.ts';
import { jsonBody } from '../edge/json-body.ts';
import { OriginPolicy } from '../edge/origin-policy.ts';
import { UNPROMISED } from '../edge/promised-refusals.ts';
import { RateLimits } from '../edge/rate-limits.ts';
import { Facts } from '../facts/facts.ts';
import { factsOf } from '../facts/testing/facts-of.ts';
import { Log } from '../operations/log.ts';
import { Metrics } from '../operations/metrics.ts';
import { AuthModule } from './auth.module.ts';
import { registration, TEST_SECRET, TestLog } from './testing/auth-ground.ts';
import {
  emptyTables,
  FIRST_START_MS,
  openTestDatabase,
  type TestDatabase,
} from './testing/open-test-database.ts';

const log = new TestLog();
let ground: TestDatabase;
let app: INestApplication;
let own: string;

beforeAll(async () => {
  ground = await openTestDatabase();
  app = await startApp();
  own = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
}, FIRST_START_MS);
afterAll(async () => {
  await app?.close();
  await ground?.remove();
  expect(log.lines.filter((line) => line.includes(UNPROMISED))).toEqual([]);
});
beforeEach(() => emptyTables(ground.database));

async function startApp(): Promise<INestApplication> {
  const config = loadConfig({ NODE_ENV: 'test', JWT_SECRET: TEST_SECRET });
  const metrics = new Metrics();
  const providers = [
    { provide: Config, useValue: config },
    { provide: Log, useValue: log },
    { provide: Metrics, useValue: metrics },
    { provide: Database, useValue: ground.database },
    { provide: Facts, useValue: factsOf(ground.database) },
    { provide: OriginPolicy, useValue: new OriginPolicy(['https://listed.example']) },
    { provide: ClientAddresses, useValue: new ClientAddresses(0, log) },
    { provide: RateLimits, useValue: new RateLimits({ factor: 10, production: false, redis: undefined }) },
  ];
  @Module({})
  class Platform {}
  @Module({
    imports: [
      { module: Platform, global: true, providers, exports: providers },
      ClockModule,
      AuthModule,
      BookingsModule,
    ],
  })
  class App {}
  const app = await NestFactory.create(App, { bodyParser: false, logger: false });
  app.setGlobalPrefix(API_BASE.slice(1));
  app.use(...jsonBody());
  app.useGlobalFilters(new HttpErrorFilter(log, config, metrics));
  await app.listen(0, '127.0.0.1');
  return app;
}

type Headers = Record<string, string>;
interface Answer {
  readonly status: number;
  readonly headers: globalThis.Headers;
  // biome-ignore lint/suspicious/noExplicitAny: the tests look into it
  readonly body: any;
}

async function ask(method: string, path: string, headers: Headers = {}, body?: unknown): Promise<Answer> {
  const { port } = app.getHttpServer().address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}${API_BASE}${path}`, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text === '' ? undefined : JSON.parse(text) };
}

const web = { 'x-client-type': 'web' };
const ada = registration('ada@example.org');
const register = (headers: Headers = {}, who = ada) => ask('POST', '/auth/register', headers, who);
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** The cookies of an answer as a browser sends them back. */
function cookiesOf(answer: Answer): Record<'access' | 'refresh', string> {
  const [access = '', refresh = ''] = answer.headers.getSetCookie().map((line) => line.split(';')[0] ?? '');
  return { access, refresh };
}

describe('a mobile client', () => {
  it('gets its tokens in the body and no cookie, whether it names its type or not', async () => {
    const registered = await register();
    expect(registered.status).toBe(201);
    expect(registered.body).toEqual({
      user: { id: expect.any(String), email: ada.email, name: ada.name, role: 'patient' },
      accessToken: expect.any(String),
      refreshToken: expect.any(String),
      expiresIn: 900,
    });
    const { email, password } = ada;
    const login = await ask('POST', '/auth/login', { 'x-client-type': 'mobile' }, { email, password });
    expect(login.status).toBe(200);
    expect(Object.keys(login.body)).toEqual(['user', 'accessToken', 'refreshToken', 'expiresIn']);
    expect(login.headers.getSetCookie()).toEqual([]);
    expect(login.headers.get('cache-control')).toBe('no-store');
  });

  it.each(['header', 'body'])('refreshes with the token in the %s', async (place) => {
    const { refreshToken } = (await register()).body;
    const answer =
      place === 'header'
        ? await ask('POST', '/auth/refresh', { 'x-refresh-token': refreshToken })
        : await ask('POST', '/auth/refresh', {}, { refreshToken });
    expect(answer.status).toBe(200);
    expect((await ask('GET', '/auth/me', bearer(answer.body.accessToken))).body).toEqual({
      id: expect.any(String),
      email: ada.email,
      name: ada.name,
      role: 'patient',
    });
  });

  it('logs out: neither of its tokens works any more', async () => {
    const { accessToken, refreshToken } = (await register()).body;
    expect((await ask('POST', '/auth/logout', bearer(accessToken))).status).toBe(204);
    expect((await ask('GET', '/auth/me', bearer(accessToken))).status).toBe(401);
    expect((await ask('POST', '/auth/refresh', {}, { refreshToken })).status).toBe(401);
  });
});

describe('a web client', () => {
  it('gets its tokens as cookies only', async () => {
    const answer = await register(web);
    expect(answer.body).toEqual({ user: expect.any(Object), expiresIn: 900 });
    const [access, refresh] = answer.headers.getSetCookie();
    expect(access).toMatch(/^access_token=[^;]+; Max-Age=900; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(refresh).toMatch(
      /^refresh_token=[^;]+; Max-Age=43200; Path=\/api\/v1\/auth; HttpOnly; SameSite=Strict$/,
    );
  });

  it('refreshes with its cookie, and logging out takes both away', async () => {
    const first = cookiesOf(await register(web));
    const answer = await ask('POST', '/auth/refresh', { ...web, cookie: first.refresh, origin: own });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ user: expect.any(Object), expiresIn: 900 });
    const second = cookiesOf(answer);
    expect(second.refresh).not.toBe(first.refresh);
    const out = await ask('POST', '/auth/logout', { ...web, cookie: second.access });
    expect(out.status).toBe(204);
    expect(out.headers.getSetCookie().every((line) => /_token=; Max-Age=0/.test(line))).toBe(true);
    expect(out.headers.getSetCookie()).toHaveLength(2);
  });

  it('reads with its cookie from anywhere, but changes things only from a page of ours', async () => {
    const { access, refresh } = cookiesOf(await register(web));
    const read = await ask('GET', '/auth/me', { cookie: access, origin: 'https://evil.example' });
    expect(read.status).toBe(200);
    const foreign: Headers[] = [
      { cookie: access },
      { cookie: access, 'x-client-type': 'mobile', origin: own },
      { ...web, cookie: access, origin: 'https://evil.example' },
      { ...web, cookie: access, origin: 'null' },
      { ...web, cookie: access, 'sec-fetch-site': 'cross-site' },
    ];
    for (const headers of foreign) {
      const cookie = `${access}; ${refresh}`;
      const refused = [
        await ask('POST', '/auth/logout', headers),
        await ask('POST', '/auth/password', headers, {
          currentPassword: ada.password,
          newPassword: 'x'.repeat(12),
        }),
        await ask('POST', '/auth/refresh', { ...headers, cookie }),
      ];
      for (const answer of refused)
        expect(answer).toMatchObject({ status: 403, body: { code: 'cross_site' } });
    }
    const welcome = { ...web, cookie: access, origin: 'https://listed.example' };
    expect((await ask('POST', '/auth/logout', welcome)).status).toBe(204);
  });

  it('is not signed in by a foreign page, as whoever that page likes', async () => {
    await register();
    const { email, password } = ada;
    const evil = { ...web, origin: 'https://evil.example' };
    const answer = await ask('POST', '/auth/login', evil, { email, password });
    expect(answer).toMatchObject({ status: 403, body: { code: 'cross_site' } });
    expect(answer.headers.getSetCookie()).toEqual([]);
  });
});

describe('every route', () => {
  it.each([
    ['GET', '/auth/me'],
    ['POST', '/auth/login'],
    ['GET', '/bookings'],
  ])('refuses an unknown X-Client-Type: %s %s', async (method, path) => {
    for (const type of ['desktop', 'WEB', '', 'web, web']) {
      const answer = await ask(method, path, { 'x-client-type': type });
      expect(answer).toMatchObject({ status: 400, body: { message: 'Validation failed' } });
    }
  });

  it.each([
    ['GET', '/auth/me'],
    ['POST', '/auth/logout'],
    ['POST', '/auth/password'],
    ['GET', '/auth/sessions'],
    ['DELETE', '/auth/sessions/11111111-1111-4111-8111-111111111111'],
    ['GET', '/consultants'],
    ['POST', '/bookings'],
    ['PATCH', '/bookings/not-an-id'],
  ])(
    'that needs a person refuses everybody else before looking at the input: %s %s',
    async (method, path) => {
      for (const headers of [{}, bearer('rubbish'), { cookie: 'access_token=rubbish' }] as Headers[]) {
        const answer = await ask(method, path, { ...headers, ...web });
        expect(answer).toMatchObject({ status: 401, body: { code: 'unauthorized', error: 'Unauthorized' } });
        expect(answer.headers.get('www-authenticate')).toBe('Bearer');
      }
    },
  );

  it('lets the first credential decide alone: a bad bearer is not saved by a good cookie', async () => {
    const { access } = cookiesOf(await register(web));
    const token = access.split('=')[1] ?? '';
    expect((await ask('GET', '/auth/me', { 'x-access-token': token })).status).toBe(200);
    for (const authorization of ['Bearer rubbish', 'Basic abc']) {
      const answer = await ask('GET', '/auth/me', { authorization, 'x-access-token': token, cookie: access });
      expect(answer.status).toBe(401);
    }
  });
});

describe('a person', () => {
  it('ends another of their sessions, and finds nothing where it is not theirs', async () => {
    const mine = (await register()).body;
    const { email, password } = ada;
    const phone = (await ask('POST', '/auth/login', {}, { email, password })).body;
    const eve = (await register({}, registration('eve@example.org'))).body;
    const sessions = (await ask('GET', '/auth/sessions', bearer(mine.accessToken))).body;
    const other = sessions.find((session: { current: boolean }) => !session.current);
    const foreign = await ask('DELETE', `/auth/sessions/${other.id}`, bearer(eve.accessToken));
    const unknown = await ask(
      'DELETE',
      '/auth/sessions/11111111-1111-4111-8111-111111111111',
      bearer(eve.accessToken),
    );
    expect(foreign.status).toBe(404);
    expect({ ...foreign.body, requestId: '' }).toEqual({ ...unknown.body, requestId: '' });
    expect((await ask('DELETE', `/auth/sessions/${other.id}`, bearer(mine.accessToken))).status).toBe(204);
    expect((await ask('GET', '/auth/me', bearer(phone.accessToken))).status).toBe(401);
  });

  it('changes the password', async () => {
    const { accessToken } = (await register()).body;
    const change = (currentPassword: string) =>
      ask('POST', '/auth/password', bearer(accessToken), {
        currentPassword,
        newPassword: 'brand new and long',
      });
    expect((await change('wrong')).status).toBe(401);
    expect((await change(ada.password)).status).toBe(204);
  });
});

it('no password, token or e-mail has entered the log', () => {
  const lines = log.lines.join('\n');
  expect(lines).toContain('session opened');
  expect(lines).not.toMatch(/example\.org|eyJ|the password of/);
});
