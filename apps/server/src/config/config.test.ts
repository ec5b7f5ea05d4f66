import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WEBHOOK_EVENTS } from '@jiggy-care/protocol';
import { afterAll, describe, expect, test } from 'vitest';
import { newVapidKeys } from '../push/new-vapid-keys.ts';
import { type Config, ConfigFault, loadConfig } from './config.ts';

type Env = Readonly<Record<string, string | undefined>>;

const home = mkdtempSync(join(tmpdir(), 'jiggy-config-'));
const PEM = join(home, 'file.pem');
writeFileSync(PEM, 'not looked into');
afterAll(() => rmSync(home, { recursive: true, force: true }));

const SECRET = 'q8Zr2mVx0Lw7Tn4Jc9Ys6Hd1Kf5Gp3Bu';
const PAIR = newVapidKeys();
const PRODUCTION = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgres://jiggy:hidden@db.internal/jiggy?sslmode=verify-full',
  TRUST_PROXY: '1',
  JWT_SECRET: SECRET,
  STUN_URLS: 'stun:stun.example.org',
  SMTP_URL: 'smtps://jiggy:hidden@mail.example.org',
  MAIL_FROM: 'care@example.org',
  PUBLIC_URL: 'https://chat.example.org',
  VAPID_PUBLIC_KEY: PAIR.publicKey,
  VAPID_PRIVATE_KEY: PAIR.privateKey,
  VAPID_SUBJECT: 'mailto:operator@example.org',
};
const ISSUER = {
  AUTH_JWKS_URL: 'https://id.example/keys',
  AUTH_ISSUER: 'https://id.example/',
  AUTH_AUDIENCE: 'chat',
};
const WHSEC = `whsec_${Buffer.from(SECRET).toString('base64')}`;
/** In each value that is wrong: it may be a secret, so no fault may repeat it. */
const CANARY = 'CANARY7f3a';

function faultsOf(env: Env): readonly string[] {
  try {
    loadConfig(env);
  } catch (thrown) {
    if (thrown instanceof ConfigFault) return thrown.faults;
    throw thrown;
  }
  return [];
}

describe('without any variable', () => {
  test('the server is for development, with what the document gives as its defaults', () => {
    expect(loadConfig({})).toEqual({
      environment: 'development',
      port: 3000,
      host: undefined,
      tls: undefined,
      trustedProxies: 0,
      databaseUrl: undefined,
      dataDir: '.data',
      redisUrl: undefined,
      jwtSecret: undefined,
      socketAuth: 'optional',
      refreshGraceS: 20,
      webSessionIdleMs: 120 * 60_000,
      webSessionMaxMs: 12 * 3_600_000,
      corsOrigins: ['http://localhost:3000', 'http://localhost:5173', 'https://jiggy-care.onrender.com'],
      ringTimeoutMs: 45_000,
      reconnectGraceMs: 30_000,
      stunUrls: ['stun:stun.l.google.com:19302', 'stun:stun1.l.google.com:19302'],
      turn: undefined,
      turnTtlS: 3_600,
      consultantSignup: 'open',
      emailVerification: 'optional',
      rateLimitFactor: 1,
      bookings: { patientPerDay: 10, consultantPerDay: 200, openPerPair: 5 },
      publicUrl: new URL('http://localhost:3000'),
      mail: undefined,
      reminders: { beforeMs: [86_400_000, 3_600_000], unreadAfterMs: 900_000 },
      webhooks: undefined,
      push: {
        keys: undefined,
        subject: 'mailto:development@example.org',
        hosts: [
          'fcm.googleapis.com',
          '*.push.services.mozilla.com',
          '*.notify.windows.com',
          '*.push.apple.com',
        ],
        reach: 'loopback',
      },
      metricsToken: undefined,
      serverKeys: [],
      trustedIssuer: undefined,
      sessionsKeptDays: 30,
      callsKeptDays: undefined,
      demo: true,
      logLevel: 'info',
      warnings: [],
    });
  });

  test('production is closed: no demo, no open sign-up, sockets with a credential, every address', () => {
    expect(loadConfig({ ...PRODUCTION, STUN_URLS: undefined })).toMatchObject({
      environment: 'production',
      host: '0.0.0.0',
      socketAuth: 'required',
      consultantSignup: 'closed',
      demo: false,
      corsOrigins: [],
      stunUrls: [],
      warnings: [expect.stringMatching(/^Neither STUN_URLS nor TURN_URLS is set/)],
    });
    expect(loadConfig(PRODUCTION).warnings).toEqual([]);
  });

  test('a test run has no demo people either', () => {
    expect(loadConfig({ NODE_ENV: 'test' })).toMatchObject({
      environment: 'test',
      demo: false,
      host: undefined,
    });
  });

  test('a variable that is empty or blank counts as unset', () => {
    const names = variablesRead();
    const blank = Object.fromEntries(names.map((name, index) => [name, index % 2 === 0 ? '' : '  ']));
    expect(loadConfig(blank)).toEqual(loadConfig({}));
  });

  test('the variables that are read are these, and no others', () => {
    expect(variablesRead()).toEqual(
      [
        'NODE_ENV',
        'PUBLIC_URL',
        'SMTP_URL',
        'REMINDERS',
        'UNREAD_MAIL_AFTER_MIN',
        'MAIL_FROM',
        'PORT',
        'HOST',
        'TLS_CERT',
        'TLS_KEY',
        'TRUST_PROXY',
        'DATABASE_URL',
        'DATA_DIR',
        'ALLOW_EMBEDDED_DATABASE',
        'REDIS_URL',
        'JWT_SECRET',
        'SOCKET_AUTH',
        'REFRESH_GRACE_S',
        'WEB_SESSION_IDLE_MIN',
        'WEB_SESSION_MAX_H',
        'CORS_ORIGINS',
        'CALL_RING_TIMEOUT_MS',
        'CALL_RECONNECT_GRACE_MS',
        'STUN_URLS',
        'TURN_URLS',
        'TURN_SECRET',
        'TURN_TTL_S',
        'CONSULTANT_SIGNUP',
        'EMAIL_VERIFICATION',
        'BOOKINGS_PER_DAY',
        'BOOKINGS_PER_DAY_CONSULTANT',
        'BOOKINGS_OPEN_PER_PAIR',
        'RATE_LIMITS',
        'WEBHOOK_URL',
        'WEBHOOK_SECRET',
        'WEBHOOK_EVENTS',
        'WEBHOOK_CONTENT',
        'WEBHOOK_PRIVATE',
        'VAPID_PUBLIC_KEY',
        'VAPID_PRIVATE_KEY',
        'VAPID_SUBJECT',
        'PUSH_HOSTS',
        'METRICS_TOKEN',
        'SERVER_KEYS',
        'AUTH_JWKS_URL',
        'AUTH_ISSUER',
        'AUTH_AUDIENCE',
        'AUTH_CLAIMS',
        'SESSIONS_KEPT_DAYS',
        'CALLS_KEPT_DAYS',
        'DEMO',
        'LOG_LEVEL',
      ].sort(),
    );
  });
});

describe('a value that is right', () => {
  test.each<[Env, Partial<Config>]>([
    [{ NODE_ENV: 'test' }, { environment: 'test' }],
    [{ PORT: '0' }, { port: 0 }],
    [{ PORT: ' 65535 ' }, { port: 65_535 }],
    [{ HOST: '192.168.0.7' }, { host: '192.168.0.7' }],
    [{ TLS_CERT: PEM, TLS_KEY: PEM }, { tls: { certFile: PEM, keyFile: PEM } }],
    [{ TRUST_PROXY: '2' }, { trustedProxies: 2 }],
    [{ DATABASE_URL: 'postgresql://a@b/c' }, { databaseUrl: 'postgresql://a@b/c' }],
    [{ DATA_DIR: '/var/lib/jiggy' }, { dataDir: '/var/lib/jiggy' }],
    [
      { REDIS_URL: 'rediss://cache:6380', DATABASE_URL: 'postgres://a@b/c' },
      { redisUrl: 'rediss://cache:6380' },
    ],
    [{ JWT_SECRET: SECRET }, { jwtSecret: SECRET }],
    [{ SOCKET_AUTH: 'required' }, { socketAuth: 'required' }],
    [{ REFRESH_GRACE_S: '0' }, { refreshGraceS: 0 }],
    [
      { CORS_ORIGINS: 'https://a.example, http://b.example:8080,' },
      { corsOrigins: ['https://a.example', 'http://b.example:8080'] },
    ],
    [
      {
        CORS_ORIGINS: 'capacitor://localhost,ionic://localhost,tauri://localhost,chrome-extension://abcdefgh',
      },
      {
        corsOrigins: [
          'capacitor://localhost',
          'ionic://localhost',
          'tauri://localhost',
          'chrome-extension://abcdefgh',
        ],
      },
    ],
    [{ WEB_SESSION_IDLE_MIN: '15' }, { webSessionIdleMs: 15 * 60_000 }],
    [{ WEB_SESSION_MAX_H: '168' }, { webSessionMaxMs: 168 * 3_600_000 }],
    [{ CALL_RING_TIMEOUT_MS: '1000' }, { ringTimeoutMs: 1_000 }],
    [{ CALL_RECONNECT_GRACE_MS: '0' }, { reconnectGraceMs: 0 }],
    [
      { STUN_URLS: 'stun:a.example,stuns:b.example:5349' },
      { stunUrls: ['stun:a.example', 'stuns:b.example:5349'] },
    ],
    [
      { TURN_URLS: 'turn:t.example:3478?transport=udp,turns:t.example', TURN_SECRET: 'shared' },
      { turn: { urls: ['turn:t.example:3478?transport=udp', 'turns:t.example'], secret: 'shared' } },
    ],
    [{ TURN_TTL_S: '600' }, { turnTtlS: 600 }],
    [{ CONSULTANT_SIGNUP: 'closed' }, { consultantSignup: 'closed' }],
    [{ RATE_LIMITS: 'on' }, { rateLimitFactor: 1, warnings: [] }],
    [
      { RATE_LIMITS: 'off' },
      { rateLimitFactor: undefined, warnings: [expect.stringMatching(/^RATE_LIMITS=off/)] },
    ],
    [{ RATE_LIMITS: '0.5' }, { rateLimitFactor: 0.5, warnings: [expect.stringMatching(/^RATE_LIMITS=0.5/)] }],
    [{ METRICS_TOKEN: 'scrape' }, { metricsToken: 'scrape' }],
    [{ SERVER_KEYS: `${SECRET},${SECRET}2` }, { serverKeys: [SECRET, `${SECRET}2`] }],
    [
      { ...ISSUER, AUTH_CLAIMS: 'id=oid,role=https://clinic.example/role' },
      {
        trustedIssuer: {
          jwksUrl: 'https://id.example/keys',
          issuer: 'https://id.example/',
          audience: 'chat',
          claims: { id: 'oid', name: 'name', email: 'email', role: 'https://clinic.example/role' },
        },
      },
    ],
    [
      { ...ISSUER, AUTH_JWKS_URL: 'http://127.0.0.1:8080/keys' },
      { trustedIssuer: expect.objectContaining({ jwksUrl: 'http://127.0.0.1:8080/keys' }) },
    ],
    [{ PUBLIC_URL: 'https://chat.example.org' }, { publicUrl: new URL('https://chat.example.org') }],
    [{ PORT: '8080' }, { publicUrl: new URL('http://localhost:8080') }],
    [
      { SMTP_URL: 'smtps://us:p%40ss@mail.example.org', MAIL_FROM: 'Jiggy Care <care@example.org>' },
      {
        mail: {
          from: 'Jiggy Care <care@example.org>',
          smtp: { host: 'mail.example.org', port: 465, user: 'us', password: 'p@ss', tls: 'implicit' },
        },
      },
    ],
    [{ SESSIONS_KEPT_DAYS: '90' }, { sessionsKeptDays: 90 }],
    [{ CALLS_KEPT_DAYS: '365' }, { callsKeptDays: 365 }],
    [{ DEMO: 'false' }, { demo: false }],
    [{ LOG_LEVEL: 'debug' }, { logLevel: 'debug' }],
  ])('%j is taken', (env, expected) => {
    expect(loadConfig(env)).toMatchObject(expected);
  });
});

describe('a value that is wrong', () => {
  const numbers = ['-1', '1.5', '1e3', '0x10', 'NaN', '10 ms', '1'.repeat(12), CANARY];
  const words = [CANARY, 'TRUE', 'yes', '1', 'On'];

  test.each<[string, readonly string[]]>([
    ['NODE_ENV', [CANARY, 'prod', 'Production', 'staging']],
    ['PORT', [...numbers, '65536']],
    ['TRUST_PROXY', [...numbers, '17', 'true', 'loopback']],
    ['DATABASE_URL', [CANARY, `mysql://root:${CANARY}@db/x`, `/var/${CANARY}`, `localhost:5432/${CANARY}`]],
    ['ALLOW_EMBEDDED_DATABASE', words],
    ['JWT_SECRET', [CANARY, `${CANARY}${'x'.repeat(21)}`, 'a'.repeat(64), 'ab'.repeat(32)]],
    ['SOCKET_AUTH', [CANARY, 'none', 'Required']],
    ['REFRESH_GRACE_S', [...numbers, '3601']],
    ['WEB_SESSION_IDLE_MIN', [...numbers, '4', '10081']],
    ['WEB_SESSION_MAX_H', [...numbers, '0', '721']],
    [
      'CORS_ORIGINS',
      [
        '*',
        'null',
        CANARY,
        `https://${CANARY}.example/`,
        `https://${CANARY}.example/path`,
        'https://*.example.org',
        'https://a.example:443',
        'ftp://a.example',
        'file:///index.html',
        `capacitor://localhost/${CANARY}`,
        'capacitor://',
        'javascript://alert',
        'https://a.example,*',
        'https://a.example https://b.example',
        `https://user:${CANARY}@a.example`,
      ],
    ],
    ['CALL_RING_TIMEOUT_MS', [...numbers, '99', '600001']],
    ['CALL_RECONNECT_GRACE_MS', [...numbers, '600001']],
    [
      'STUN_URLS',
      [CANARY, 'https://stun.example.org', 'stun:', 'stun://a.example', 'turn:a.example', 'stun:a b'],
    ],
    ['TURN_TTL_S', [...numbers, '29', '86401']],
    ['CONSULTANT_SIGNUP', [CANARY, 'true', 'invite']],
    ['EMAIL_VERIFICATION', [CANARY, 'true', 'off']],
    ['RATE_LIMITS', [CANARY, '0', '-1', 'OFF', '1e3', '0.0001']],
    ['SERVER_KEYS', [CANARY, `${CANARY} ${SECRET}`, 'a'.repeat(64), `${SECRET},${CANARY}`]],
    ['AUTH_CLAIMS', [CANARY, `who=${CANARY}`, 'id', 'id=', `id=a b${CANARY}`]],
    ['SESSIONS_KEPT_DAYS', [...numbers, '0', '3651']],
    ['CALLS_KEPT_DAYS', [...numbers, '0', '36501']],
    [
      'PUBLIC_URL',
      [CANARY, `ftp://${CANARY}.example`, `https://a.example/${CANARY}`, `https://${CANARY}@a.example`],
    ],
    ['WEBHOOK_EVENTS', [CANARY, 'message', 'message.created,session.opened', 'message.*']],
    ['WEBHOOK_CONTENT', [CANARY, 'all', 'true']],
    ['WEBHOOK_PRIVATE', words],
    [
      'WEBHOOK_URL',
      [
        CANARY,
        `ftp://${CANARY}.example`,
        `http://${CANARY}.example/hooks`,
        'http://8.8.8.8/hooks',
        'https://10.0.0.1/hooks',
        'https://169.254.169.254/hooks',
        `https://user:${CANARY}@receiver.example`,
        `https://receiver.example/hooks#${CANARY}`,
      ],
    ],
    [
      'WEBHOOK_SECRET',
      [CANARY, `whsec_${CANARY}`, `whsec_${'A'.repeat(44)}`, SECRET, `whsec_${'*'.repeat(44)}`],
    ],
    ['DEMO', words],
    ['LOG_LEVEL', [CANARY, 'verbose', 'INFO']],
  ])('of %s is said in a sentence that names it and the cure, and does not repeat it', (name, values) => {
    for (const value of values) {
      const faults = faultsOf({ [name]: value });
      expect([value, faults.length]).toEqual([value, 1]);
      expect(faults[0]).toMatch(new RegExp(`^${name} [^\\n]+\\.$`));
      expect(faults[0]).toMatch(/must be|Give|Make one|Set/);
      expect(faults[0]).not.toContain(CANARY);
    }
  });

  test.each<[string, Env]>([
    ['TLS_CERT and TLS_KEY belong together', { TLS_CERT: PEM }],
    ['TLS_CERT and TLS_KEY belong together', { TLS_KEY: PEM }],
    ['TLS_CERT names a file that does not exist', { TLS_CERT: `/${CANARY}`, TLS_KEY: PEM }],
    ['TLS_KEY names a file that does not exist', { TLS_CERT: PEM, TLS_KEY: `/${CANARY}` }],
    ['TURN_URLS and TURN_SECRET belong together', { TURN_URLS: 'turn:a.example' }],
    ['TURN_URLS and TURN_SECRET belong together', { TURN_SECRET: CANARY }],
    ['TURN_URLS holds', { TURN_URLS: `https://${CANARY}`, TURN_SECRET: CANARY }],
    ['AUTH_JWKS_URL, AUTH_ISSUER and AUTH_AUDIENCE belong together', { AUTH_ISSUER: CANARY }],
    ...[
      `http://${CANARY}.example/keys`,
      `https://user:${CANARY}@id.example/keys`,
      `file:///${CANARY}`,
      CANARY,
    ].map((url): [string, Env] => ['AUTH_JWKS_URL must begin', { ...ISSUER, AUTH_JWKS_URL: url }]),
    ['AUTH_ISSUER must be', { ...ISSUER, AUTH_ISSUER: 'jiggy-care' }],
    ['WEBHOOK_URL and WEBHOOK_SECRET belong together', { WEBHOOK_URL: 'https://receiver.example/hooks' }],
    ['WEBHOOK_URL and WEBHOOK_SECRET belong together', { WEBHOOK_SECRET: WHSEC }],
    [
      'WEBHOOK_URL holds an address twice',
      { WEBHOOK_URL: 'https://receiver.example/a,https://receiver.example/a', WEBHOOK_SECRET: WHSEC },
    ],
    [
      'WEBHOOK_SECRET holds more than two',
      { WEBHOOK_URL: 'https://receiver.example', WEBHOOK_SECRET: `${WHSEC},${WHSEC},${WHSEC}` },
    ],
    ['SMTP_URL and MAIL_FROM belong together', { SMTP_URL: `smtps://x:${CANARY}@mail.example.org` }],
    ['SMTP_URL and MAIL_FROM belong together', { MAIL_FROM: 'care@example.org' }],
    ['SMTP_URL must be', { SMTP_URL: `https://${CANARY}`, MAIL_FROM: 'care@example.org' }],
    [
      'SMTP_URL has a tls',
      { SMTP_URL: `smtp://mail.example.org?tls=${CANARY}`, MAIL_FROM: 'care@example.org' },
    ],
    ['MAIL_FROM must be', { SMTP_URL: 'smtp://mail.example.org', MAIL_FROM: CANARY }],
    [
      'MAIL_FROM must be',
      { SMTP_URL: 'smtp://mail.example.org', MAIL_FROM: `care@example.org\r\nBcc: ${CANARY}` },
    ],
    ['REDIS_URL must be', { REDIS_URL: `http://:${CANARY}@cache`, DATABASE_URL: 'postgres://a@b/c' }],
    ['REDIS_URL is set but DATABASE_URL is not', { REDIS_URL: `redis://:${CANARY}@cache` }],
  ])('%s: %j', (beginning, env) => {
    const faults = faultsOf(env);
    expect(faults).toHaveLength(1);
    expect(faults[0]?.startsWith(beginning)).toBe(true);
    expect(faults[0]).toMatch(/\. (Set|Give|Remove)|: set (both|all)|must be/);
    expect(faults[0]).not.toContain(CANARY);
  });

  test('all that is wrong is said at once', () => {
    const faults = faultsOf({
      NODE_ENV: 'production',
      PORT: CANARY,
      JWT_SECRET: CANARY,
      SOCKET_AUTH: 'optional',
      DEMO: 'true',
      CORS_ORIGINS: '*',
      LOG_LEVEL: CANARY,
      TURN_SECRET: CANARY,
      TLS_CERT: `/${CANARY}`,
    });
    const named = [
      'DATABASE_URL',
      'JWT_SECRET',
      'SOCKET_AUTH',
      'DEMO',
      'TLS_CERT',
      'TURN_URLS',
      'PORT',
      'CORS_ORIGINS',
      'LOG_LEVEL',
    ];
    for (const name of named) expect(faults.some((fault) => fault.startsWith(name))).toBe(true);
    expect(faults.join('\n')).not.toContain(CANARY);
    expect(new ConfigFault(faults).message).toBe(faults.join('\n'));
  });
});

describe('webhooks', () => {
  const hooks = (url: string, env: Env = {}) => ({ WEBHOOK_URL: url, WEBHOOK_SECRET: WHSEC, ...env });

  test('tell every event by its ids, unless told otherwise', () => {
    expect(loadConfig(hooks('https://receiver.example/hooks')).webhooks).toEqual({
      urls: [new URL('https://receiver.example/hooks')],
      keys: [Buffer.from(SECRET)],
      events: Object.keys(WEBHOOK_EVENTS),
      content: 'ids',
      reach: 'loopback',
    });
    const env = { WEBHOOK_EVENTS: 'call.ended, message.created', WEBHOOK_CONTENT: 'content' };
    expect(loadConfig(hooks('https://a.example,https://b.example', env)).webhooks).toMatchObject({
      urls: [new URL('https://a.example'), new URL('https://b.example')],
      events: ['call.ended', 'message.created'],
      content: 'content',
    });
  });

  test.each([
    ['http://localhost:4000/hooks', {}],
    ['http://127.0.0.1:4000/hooks', {}],
    ['http://[::1]:4000/hooks', {}],
    ['https://receiver.example', PRODUCTION],
    ['http://receiver.internal:4000', { ...PRODUCTION, WEBHOOK_PRIVATE: 'true' }],
    ['http://10.0.0.7:4000', { ...PRODUCTION, WEBHOOK_PRIVATE: 'true' }],
  ])('may go to %s with %j', (url, env) => {
    expect(loadConfig(hooks(url, env)).webhooks?.urls).toEqual([new URL(url)]);
  });

  test.each([
    'http://localhost:4000/hooks',
    'https://127.0.0.1/hooks',
    'https://[::1]/hooks',
    'https://192.168.0.1/hooks',
    'http://receiver.example/hooks',
  ])('may not go to %s in production', (url) => {
    expect(faultsOf(hooks(url, PRODUCTION))).toEqual([
      expect.stringMatching(/^WEBHOOK_URL holds something else.+WEBHOOK_PRIVATE=true\.$/),
    ]);
  });
});

describe('production refuses', () => {
  test.each<[string, Env, string]>([
    ['to start without a PostgreSQL', { DATABASE_URL: undefined }, 'DATABASE_URL'],
    [
      'the embedded database on a half-hearted word',
      { DATABASE_URL: undefined, ALLOW_EMBEDDED_DATABASE: 'false' },
      'DATABASE_URL',
    ],
    ['mails whose links lead nowhere', { PUBLIC_URL: undefined }, 'PUBLIC_URL'],
    ['to start without a secret', { JWT_SECRET: undefined }, 'JWT_SECRET'],
    ['a secret of 31 bytes', { JWT_SECRET: SECRET.slice(1) }, 'JWT_SECRET'],
    ['sockets without a credential', { SOCKET_AUTH: 'optional' }, 'SOCKET_AUTH'],
    ['the demo people', { DEMO: 'true' }, 'DEMO'],
    ['any origin', { CORS_ORIGINS: '*' }, 'CORS_ORIGINS'],
    ['a token that can be guessed', { METRICS_TOKEN: 'a' }, 'METRICS_TOKEN'],
    ['a token of one letter', { METRICS_TOKEN: 'a'.repeat(64) }, 'METRICS_TOKEN'],
    [
      'an issuer whose keys come without encryption',
      { ...ISSUER, AUTH_JWKS_URL: 'http://127.0.0.1:8080/keys' },
      'AUTH_JWKS_URL',
    ],
    [
      'a relay whose secret can be guessed',
      { TURN_URLS: 'turn:t.example', TURN_SECRET: 'secret' },
      'TURN_SECRET',
    ],
  ])('%s', (_, env, name) => {
    const faults = faultsOf({ ...PRODUCTION, ...env });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(new RegExp(`^${name}\\b.+\\.$`));
  });

  test('nothing of all that where the operator accepts the embedded database in so many words', () => {
    const env = { ...PRODUCTION, DATABASE_URL: undefined, ALLOW_EMBEDDED_DATABASE: 'true' };
    expect(loadConfig(env).databaseUrl).toBeUndefined();
  });

  test('a secret counts in bytes, not in letters', () => {
    expect(loadConfig({ ...PRODUCTION, JWT_SECRET: 'äöüßéèêëñçåø€żłś' }).jwtSecret).toBe('äöüßéèêëñçåø€żłś');
  });
});

describe('an origin that is almost one', () => {
  test.each([
    ['https://a.example,https://b.example/', 'Number 2 of them ends with a slash'],
    ['https://A.example', 'Number 1 of them has capitals'],
    ['https://a.example:443', 'names a default port'],
    ['http://a.example:80', 'names a default port'],
    ['https://müller.example', 'has letters beyond ASCII'],
    ['Capacitor://localhost', 'has capitals'],
  ])('is said what to do with: %s', (origins, hint) => {
    expect(faultsOf({ CORS_ORIGINS: origins })[0]).toContain(hint);
  });
});

describe('an unsafe start is said loudly', () => {
  test.each<[string, Env, RegExp]>([
    ['production over plain HTTP', { TRUST_PROXY: undefined }, /^HTTPS is nowhere .*TLS_CERT.*TRUST_PROXY/],
    ['the same on an address of its own', { TRUST_PROXY: '0', HOST: '192.0.2.7' }, /^HTTPS is nowhere/],
    [
      'a database beyond this machine without encryption',
      { DATABASE_URL: 'postgres://a@db/x?sslmode=disable' },
      /^DATABASE_URL/,
    ],
    ['the same where nothing is said of encryption', { DATABASE_URL: 'postgres://a@db/x' }, /^DATABASE_URL/],
    [
      'a Redis beyond this machine without encryption',
      { REDIS_URL: 'redis://:x@cache:6379' },
      /^REDIS_URL .*rediss:/,
    ],
    [
      'nobody who gets mails',
      { SMTP_URL: undefined, MAIL_FROM: undefined },
      /^SMTP_URL is not set.*MAIL_FROM and PUBLIC_URL/,
    ],
  ])('%s', (_, env, warning) => {
    expect(loadConfig({ ...PRODUCTION, ...env }).warnings).toEqual([expect.stringMatching(warning)]);
  });

  test.each<[string, Env]>([
    ['HTTPS of its own', { TRUST_PROXY: undefined, TLS_CERT: PEM, TLS_KEY: PEM }],
    ['a proxy on this machine', { TRUST_PROXY: '0', HOST: '127.0.0.1' }],
    ['a database on this machine', { DATABASE_URL: 'postgres://a@127.0.0.1/x' }],
    ['a database behind a socket file', { DATABASE_URL: 'postgres:///x?host=/var/run/postgresql' }],
    ['an encrypted database', { DATABASE_URL: 'postgres://a@db/x?sslmode=require' }],
    ['an encrypted Redis', { REDIS_URL: 'rediss://cache' }],
    ['a Redis on this machine', { REDIS_URL: 'redis://localhost:6379' }],
    [
      'a token and a secret worth the name',
      { METRICS_TOKEN: SECRET, TURN_URLS: 'turn:t.example', TURN_SECRET: SECRET },
    ],
  ])('and %s is not', (_, env) => {
    expect(loadConfig({ ...PRODUCTION, ...env }).warnings).toEqual([]);
  });

  test('development that the whole network can reach, with all that is open in it', () => {
    for (const HOST of ['0.0.0.0', '::', '192.0.2.7']) {
      const [warning, ...more] = loadConfig({ HOST }).warnings;
      expect(more).toEqual([]);
      for (const name of ['HOST', 'SOCKET_AUTH', 'DEMO', 'CONSULTANT_SIGNUP'])
        expect(warning).toContain(name);
    }
    const closed = { SOCKET_AUTH: 'required', DEMO: 'false', CONSULTANT_SIGNUP: 'closed' };
    expect(loadConfig({ HOST: '0.0.0.0', ...closed }).warnings).toEqual([]);
    expect(loadConfig({ HOST: '127.0.0.1' }).warnings).toEqual([]);
  });
});

/** The names that `loadConfig` asks the environment for. */
function variablesRead(): string[] {
  const asked = new Set<string>();
  loadConfig(
    new Proxy(
      {},
      {
        get: (_target, name) => {
          asked.add(String(name));
          return undefined;
        },
      },
    ),
  );
  return [...asked].sort();
}
