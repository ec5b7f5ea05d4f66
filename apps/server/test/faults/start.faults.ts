import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { findFreePort } from '../support/free-port.ts';
import { answers, buildServer, endEverything, launch, startBuilt } from './built-server.ts';
import { type FaultGround, prepareGround } from './ground.ts';

let ground: FaultGround | undefined;
const home = mkdtempSync(join(tmpdir(), 'jiggy-settings-'));
beforeAll(() => buildServer());
afterEach(async () => {
  endEverything();
  await ground?.remove();
  ground = undefined;
});
afterAll(() => rmSync(home, { recursive: true }));

test('a second server on the same DATA_DIR says so and ends with 1; the first goes on', async () => {
  ground = await prepareGround('embedded');
  const first = await startBuilt({ env: ground.env });
  const second = launch({ env: { ...ground.env, PORT: String(await findFreePort()) } });
  const { code, output } = await second.ended;
  expect(code).toBe(1);
  expect(output).toContain(`is already in use by process ${first.pid}`);
  expect(await answers(first.api)).toBe(true);
  first.signal('SIGTERM');
  await first.ended;
});

test('a PORT that is in use is named, and the DATA_DIR is free again', async () => {
  ground = await prepareGround('embedded');
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(Number(ground?.env.PORT), '127.0.0.1', resolve));
  const refused = launch({ env: ground.env });
  const { code, output } = await refused.ended;
  expect(code).toBe(1);
  expect(output).toContain('PORT is in use by another program.');
  await new Promise((resolve) => other.close(resolve));
  const next = await startBuilt({ env: ground.env });
  next.signal('SIGTERM');
  expect(await next.ended).toMatchObject({ code: 0 });
});

const SECRET = 'k3Jd93nfK20dmQpw83hfAqPz71LmXs0d';
const production = { NODE_ENV: 'production', JWT_SECRET: SECRET, ALLOW_EMBEDDED_DATABASE: 'true' };

describe('a setting that is wrong or unsafe ends the start with 1 and one sentence:', () => {
  test.each<[string, Record<string, string>, RegExp]>([
    [
      'an unknown NODE_ENV',
      { NODE_ENV: 'staging' },
      /^NODE_ENV must be one of development, test, production\.$/m,
    ],
    ['a PORT that is none', { PORT: 'http' }, /^PORT must be a whole number between 0 and 65535\.$/m],
    [
      'a database of another kind',
      { DATABASE_URL: 'mysql://localhost/x' },
      /^DATABASE_URL must be an address that begins with postgres:/m,
    ],
    [
      'a database that is not there',
      { DATABASE_URL: 'postgres://x:secret-word@127.0.0.1:9/x' },
      /^cannot use the database at 127\.0\.0\.1:9\/x \(DATABASE_URL\): nothing listens there/m,
    ],
    [
      'Redis without DATABASE_URL',
      { REDIS_URL: 'redis://127.0.0.1:9' },
      /^REDIS_URL is set but DATABASE_URL is not/m,
    ],
    [
      'a short JWT_SECRET',
      { JWT_SECRET: 'secret-word' },
      /^JWT_SECRET is too short: it needs 32 bytes or more\./m,
    ],
    [
      'any origin',
      { CORS_ORIGINS: '*' },
      /^CORS_ORIGINS holds something else than it should\. .*\* is refused\.$/m,
    ],
    ['half a TLS pair', { TLS_CERT: '/nowhere.pem' }, /^TLS_CERT and TLS_KEY belong together/m],
    ['an unreadable RATE_LIMITS', { RATE_LIMITS: '-3' }, /^RATE_LIMITS must be on, off, or a number/m],
    [
      'no database in production',
      { ...production, ALLOW_EMBEDDED_DATABASE: '' },
      /^DATABASE_URL is not set: production needs a PostgreSQL server\./m,
    ],
    [
      'no secret in production',
      { ...production, JWT_SECRET: '' },
      /^JWT_SECRET is not set: production needs one\./m,
    ],
    [
      'sockets without a credential in production',
      { ...production, SOCKET_AUTH: 'optional' },
      /^SOCKET_AUTH=optional is refused in production/m,
    ],
    ['the demo in production', { ...production, DEMO: 'true' }, /^DEMO=true is refused in production/m],
    [
      'half a TURN server',
      { TURN_URLS: 'turn:turn.example.org' },
      /^TURN_URLS and TURN_SECRET belong together/m,
    ],
  ])('%s', async (_, env, sentence) => {
    const { code, output } = await launch({ env: { PORT: '0', DATA_DIR: join(home, 'data'), ...env } }).ended;
    expect(output).toMatch(sentence);
    expect(output).not.toMatch(/secret-word|at .*\.js:\d+|Error:/);
    expect(code).toBe(1);
  });

  test('several wrong ones are all named at once', async () => {
    const env = { PORT: 'x', LOG_LEVEL: 'loud', DATA_DIR: join(home, 'data') };
    const { code, output } = await launch({ env }).ended;
    expect(output.trim().split('\n')).toHaveLength(2);
    expect(code).toBe(1);
  });

  test.each([['Redis that is not there', 'REDIS_URL names a Redis server that does not answer']])(
    '%s',
    async (_, sentence) => {
      ground = await prepareGround('postgres');
      const { code, output } = await launch({ env: { ...ground.env, REDIS_URL: 'redis://127.0.0.1:9' } })
        .ended;
      expect(output).toContain(sentence);
      expect(output).not.toMatch(/at .*\.js:\d+/);
      expect(code).toBe(1);
    },
  );

  test('a DATA_DIR that is a file', async () => {
    const file = join(home, 'file');
    writeFileSync(file, '');
    const { code, output } = await launch({ env: { PORT: '0', DATA_DIR: join(file, 'data') } }).ended;
    expect(output).toMatch(/^cannot make the data directory .*set DATA_DIR to one that can be written to$/m);
    expect(code).toBe(1);
  });
});
