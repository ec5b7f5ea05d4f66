import { expect, test, vi } from 'vitest';
import { callServer } from './call-server.ts';
import type { Http } from './platform/platform.ts';

const url = 'http://localhost:5173';

function ask(status: number, body: unknown, headers: Record<string, string> = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const http = async () => ({
    status,
    headers: { get: (name: string) => headers[name] ?? null },
    text: async () => text,
  });
  return callServer({ url, http }, { method: 'GET', path: '/auth/me', headers: {}, credentials: 'omit' });
}

const refusal = (statusCode: number, more: object) => ({ statusCode, message: 'No.', error: 'x', ...more });

test.each([
  ['a page for every path', 200, '<!doctype html><div id="root"></div>'],
  ['nothing at that path', 404, ''],
  ['an express app', 404, '<pre>Cannot GET /api/v1/auth/me</pre>'],
  ['another API', 404, { error: 'no such route' }],
  ['a page to sign in to the network', 401, ' <html><form>'],
])('where another program answers (%s) its address is named', async (_, status, body) => {
  await expect(ask(status, body)).rejects.toMatchObject({
    code: 'unreachable',
    message: `No Jiggy Care server answers at ${url}`,
  });
});

test.each([
  [502, '<h1>Bad gateway</h1>', 'unavailable'],
  [413, '<h1>Too large</h1>', 'payload_too_large'],
  [429, '', 'rate_limited'],
  [401, '', 'unauthorized'],
])('a proxy in front of the server speaks for it: %s', async (status, body, code) => {
  await expect(ask(status, body)).rejects.toMatchObject({ code, status });
});

test.each([
  [401, 'token_expired', { code: 'unauthorized' }],
  [409, 'too_many_bookings', { code: 'conflict', retryable: false }],
  [429, 'quota_of_tomorrow', { code: 'rate_limited', retryable: true }],
  [503, 'half_asleep', { code: 'unavailable', retryable: true }],
  [403, 'constructor', { code: 'forbidden' }],
])('a code of a newer server becomes the nearest that is known: %s %s', async (status, code, expected) => {
  await expect(ask(status, refusal(status, { code }))).rejects.toMatchObject({ ...expected, message: 'No.' });
});

test('bytes are sent as they are, under their own type, for as long as they may take', async () => {
  const http = vi.fn<Http>(async () => ({ status: 204, headers: { get: () => null }, text: async () => '' }));
  const bytes = new Uint8Array([1, 2, 3]);
  const upload = { method: 'POST', path: '/x', headers: {}, credentials: 'omit' } as const;
  await callServer({ url, http }, { ...upload, body: bytes, contentType: 'image/png', timeoutMs: 60_000 });
  expect(http.mock.calls[0]?.[1]).toMatchObject({
    headers: { 'Content-Type': 'image/png' },
    body: bytes,
    timeoutMs: 60_000,
  });
});

test('the wait that the server itself sets reaches the person, but is never endless', async () => {
  const limited = (retryAfterMs: number) => ask(429, refusal(429, { code: 'rate_limited', retryAfterMs }));
  await expect(limited(300_000)).rejects.toMatchObject({ retryAfterMs: 300_000 });
  await expect(limited(1e12)).rejects.toMatchObject({ retryAfterMs: 3_600_000 });
  await expect(ask(503, '', { 'retry-after': '9999999999' })).rejects.toMatchObject({ retryAfterMs: 60_000 });
  await expect(ask(503, '', { 'retry-after': '-5' })).rejects.toMatchObject({ retryAfterMs: 0 });
  const date = 'Wed, 14 Jan 2026 09:00:00 GMT';
  const until = { 'retry-after': 'Wed, 14 Jan 2026 09:00:20 GMT', date };
  await expect(ask(503, '', until)).rejects.toMatchObject({ retryAfterMs: 20_000 });
});

test('an error keeps its sentence in a log', async () => {
  const failure = await ask(404, refusal(404, { code: 'not_found' })).catch((thrown: unknown) => thrown);
  expect(JSON.parse(JSON.stringify(failure))).toMatchObject({ code: 'not_found', message: 'No.' });
});
