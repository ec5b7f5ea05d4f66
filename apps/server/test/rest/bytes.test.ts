import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Agent, type ClientRequest, type IncomingMessage, request, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { API_BASE } from '@jiggy-care/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { DomainError } from '../../src/errors/domain-error.ts';
import type { Reply } from '../support/api.ts';
import { abc, BYTES_ROUTES, begun, gift, MAX_BYTES, withBytesRoom } from '../support/bytes-room.ts';
import { makePair, type TestPerson } from '../support/people.ts';
import { expectRefusal } from '../support/refusals.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

const COUNT = `${API_BASE}/test-bytes/b-1/count`;
const ECHO = `${API_BASE}${BYTES_ROUTES.echo.path}`;
const REFUSE = `${API_BASE}${BYTES_ROUTES.refuse.path}`;
const GIVE = `${API_BASE}${BYTES_ROUTES.give.path}`;
const PNG = { 'Content-Type': 'image/png' };
const CHUNKED = { 'Transfer-Encoding': 'chunked' };

let server: TestServer;
let patient: TestPerson;
let agent: Agent;

beforeAll(async () => {
  server = await startTestServer({}, undefined, withBytesRoom);
  ({ patient } = await makePair(server));
});
afterAll(() => server.close());
beforeEach(() => {
  agent = new Agent({ keepAlive: true, maxSockets: 1 });
  begun.count = 0;
});
afterEach(() => agent.destroy());

type Sent = Record<string, string | number | undefined>;

/** The beginning of a request, which is to be ended by the test; on one connection at a time. */
function begin(path: string, headers: Sent = {}, method = 'POST'): ClientRequest {
  const all = { Authorization: `Bearer ${patient.token}`, ...headers };
  const known = Object.entries<string | number | undefined>(all).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return request({
    agent,
    port: server.port,
    host: '127.0.0.1',
    method,
    path,
    headers: Object.fromEntries(known),
  });
}

async function answerTo(sent: ClientRequest): Promise<Reply<never> & { bytes: Buffer }> {
  // Who is answered early may be hung up on while still sending.
  const message = await new Promise<IncomingMessage>((resolve, reject) => {
    sent.once('response', resolve).once('error', reject);
  });
  sent.on('error', () => {});
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  const headers = new Headers(Object.entries(message.headers).map(([name, value]) => [name, String(value)]));
  const isJson = headers.get('content-type')?.includes('json') === true;
  const body = (isJson ? JSON.parse(bytes.toString()) : undefined) as never;
  return { status: message.statusCode ?? 0, headers, bytes, text: bytes.toString(), body };
}

function send(path: string, body: string | Buffer | undefined, headers: Sent = PNG) {
  const sent = begin(path, headers);
  const answer = answerTo(sent);
  sent.end(body);
  return answer;
}

function get(path: string, headers?: Record<string, string>, method = 'GET') {
  const sent = begin(path, headers, method);
  sent.end();
  return answerTo(sent);
}

/** States that the next request, on the same connection where that was kept, is answered as ever. */
async function expectServes(): Promise<void> {
  expect(await send(COUNT, 'abc')).toMatchObject({ status: 201, body: { bytes: 3 } });
}

const countsConnections = () => {
  let count = 0;
  const note = () => {
    count += 1;
  };
  const http = server.app.getHttpServer() as Server;
  http.on('connection', note);
  return () => {
    http.off('connection', note);
    return count;
  };
};

describe('bytes come and go', () => {
  test('a megabyte comes back byte for byte, as a file that no browser shows or keeps for others', async () => {
    const bytes = randomBytes(1024 * 1024);
    const reply = await send(ECHO, bytes, { ...PNG, 'Content-Length': bytes.length });
    expect(reply.status).toBe(200);
    expect(reply.bytes.equals(bytes)).toBe(true);
    expect(Object.fromEntries(reply.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-length': String(bytes.length),
      'content-disposition': 'attachment; filename=echo.png',
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
      'content-security-policy': expect.stringContaining('sandbox'),
      'cross-origin-resource-policy': 'same-origin',
    });
  });

  test('the handler has the first of it, and answers, before the last is sent', async () => {
    const half = randomBytes(300_000);
    const sent = begin(ECHO, { ...PNG, 'Content-Length': half.length * 2 });
    sent.write(half);
    const [message] = (await once(sent, 'response')) as [IncomingMessage];
    const heard: Buffer[] = [];
    let length = 0;
    for await (const chunk of message as AsyncIterable<Buffer>) {
      heard.push(chunk);
      length += chunk.length;
      if (length === half.length) sent.end(half);
    }
    expect(Buffer.concat(heard).equals(Buffer.concat([half, half]))).toBe(true);
  });

  test('its type is told without parameters, its length where it is known, with the rest of the input', async () => {
    const webm = { 'Content-Type': 'Audio/WebM; codecs="opus"' };
    const declared = await send(COUNT, Buffer.alloc(5), { ...webm, 'Content-Length': 5 });
    expect(declared.body).toEqual({ box: 'b-1', type: 'audio/webm', length: 5, bytes: 5 });
    const inPieces = await send(COUNT, Buffer.alloc(5), { ...webm, ...CHUNKED });
    expect(inPieces.body).toEqual({ box: 'b-1', type: 'audio/webm', bytes: 5 });
    expect((await send(COUNT, undefined)).body).toMatchObject({ bytes: 0 });
    expect((await send(COUNT, Buffer.alloc(MAX_BYTES))).body).toMatchObject({ bytes: MAX_BYTES });
  });

  test('what is sent counts towards the limit that the row names, and stands in the log like any request', async () => {
    const limited = await startTestServer({ RATE_LIMITS: '1' }, undefined, withBytesRoom);
    try {
      const { patient: other } = await makePair(limited);
      const reply = await fetch(`${limited.url}${COUNT}`, {
        method: 'POST',
        headers: { ...PNG, Authorization: `Bearer ${other.token}` },
        body: 'abc',
      });
      expect(reply.headers.get('ratelimit-policy')).toContain('"message"');
      await vi.waitFor(() =>
        expect(limited.logged.map((line) => JSON.parse(line))).toContainEqual(
          expect.objectContaining({
            path: `${API_BASE}/test-bytes/:box/count`,
            status: 201,
            userId: other.id,
          }),
        ),
      );
    } finally {
      await limited.close();
    }
  });

  test('two that are slow keep their sender from sending a third, and from nothing else', async () => {
    agent.maxSockets = 10;
    const slow = [1, 2].map(() => {
      const sent = begin(COUNT, { ...PNG, ...CHUNKED });
      sent.write('a');
      return { sent, answer: answerTo(sent) };
    });
    await vi.waitFor(() => expect(begun.count).toBe(2));
    const third = send(COUNT, 'abc');
    const { status } = await patient.ask('POST', '/chat/calls/seen', {});
    expect(status).toBe(204);
    expect(begun.count).toBe(2);
    for (const { sent, answer } of slow) {
      sent.end();
      expect((await answer).status).toBe(201);
    }
    expect((await third).body).toMatchObject({ bytes: 3 });
  });

  test('asking for the headers alone reads next to nothing out', async () => {
    let read = 0;
    const stream = new Readable({
      read() {
        read += 1;
        this.push(read > 100 ? null : Buffer.alloc(64 * 1024));
      },
    });
    gift.make = () => ({ ...abc('a.png'), stream, length: 100 * 64 * 1024 });
    const { headers, bytes } = await get(GIVE, {}, 'HEAD');
    expect(headers.get('content-length')).toBe(String(100 * 64 * 1024));
    expect(bytes.length).toBe(0);
    expect(read).toBeLessThan(10);
  });

  test.each([
    ['befund.png', 'attachment; filename=befund.png'],
    ['a "b".png', 'attachment; filename="a \\"b\\".png"'],
    [
      'レントゲン.png',
      `attachment; filename="?????.png"; filename*=UTF-8''${encodeURIComponent('レントゲン.png')}`,
    ],
    ['a\r\nSet-Cookie: x=y', 'attachment; filename="aSet-Cookie: x=y"'],
    ['../../etc/passwd', 'attachment; filename=passwd'],
    ['photo\u202egnp.exe', 'attachment; filename=photognp.exe'],
    ['\ud800\u0000', 'attachment; filename=file'],
    ['page.html', 'attachment; filename=page.html'],
  ])('a file may be called %j', async (name, expected) => {
    gift.make = () => abc(name);
    const { headers, text } = await get(GIVE);
    expect(text).toBe('abc');
    expect(headers.get('content-disposition')).toBe(expected);
    expect(headers.get('content-type')).toBe('image/png');
    expect(headers.get('set-cookie')).toBeNull();
  });
});

describe('refused before any handler', () => {
  afterEach(async () => {
    expect(begun.count).toBe(0);
    await expectServes();
  });

  test.each([
    ['a type that is not in the row', { 'Content-Type': 'image/gif' }],
    ['no type', {}],
    ['JSON', { 'Content-Type': 'application/json' }],
    ['a form', { 'Content-Type': 'application/x-www-form-urlencoded' }],
    ['a form with files', { 'Content-Type': 'multipart/form-data; boundary=x' }],
    ['a form of text', { 'Content-Type': 'text/plain; image/png' }],
    ['two types', { 'Content-Type': 'image/png, text/plain' }],
    ['what is compressed', { ...PNG, 'Content-Encoding': 'gzip' }],
    ['what is compressed on the line', { ...PNG, 'Transfer-Encoding': 'gzip, chunked' }],
  ])('%s is 415', async (_, headers) => {
    const reply = await send(COUNT, gzipSync('abc'), headers);
    const { message } = expectRefusal(reply, 415, 'unsupported_media_type');
    expect(message).toBe('Send Content-Type: image/png or audio/webm, not compressed');
  });

  test('who declares more than the row takes is told so before sending it, and hung up on', async () => {
    const sent = begin(COUNT, { ...PNG, 'Content-Length': MAX_BYTES + 1 });
    sent.flushHeaders();
    const reply = await answerTo(sent);
    expectRefusal(reply, 413, 'payload_too_large');
    expect(reply.headers.get('connection')).toBe('close');
  });

  test('a stranger, and a page of another site, are refused as on any route', async () => {
    const anonymous = { ...PNG, Authorization: 'Bearer nobody' };
    expectRefusal(await send(COUNT, Buffer.alloc(100_000), anonymous), 401, 'unauthorized');
    const foreign = {
      ...PNG,
      Authorization: undefined,
      Cookie: `access_token=${patient.token}`,
      'X-Client-Type': 'web',
      Origin: 'https://evil.example',
    };
    expectRefusal(await send(COUNT, Buffer.alloc(100_000), foreign), 403, 'cross_site');
  });

  test.each([
    ['a slash more', `${COUNT}/`],
    ['another case', COUNT.replace('count', 'Count')],
    ['an encoded letter', COUNT.replace('count', '%63ount')],
    ['an id that is none', COUNT.replace('b-1', 'b%2F1')],
    ['a path that is not there', `${COUNT}/more`],
  ])('by %s there is JSON or nothing', async (_, path) => {
    expectRefusal(await send(path, 'abc'), 415, 'unsupported_media_type');
    expect((await send(path, '{}', { 'Content-Type': 'application/json' })).status).toBeGreaterThan(400);
  });

  test('other routes take JSON alone, and this one by its own method alone', async () => {
    for (const path of ['/chat/messages', '/auth/login', '/chat/calls/seen', BYTES_ROUTES.give.path])
      expectRefusal(await send(`${API_BASE}${path}`, 'abc'), 415, 'unsupported_media_type');
    const patch = begin(COUNT, PNG, 'PATCH');
    patch.end('abc');
    expectRefusal(await answerTo(patch), 415, 'unsupported_media_type');
    expectRefusal(await get(COUNT), 405, 'method_not_allowed');
  });
});

describe('a body that goes wrong', () => {
  test('who sends more than the row takes, without having said so, is stopped in the middle', async () => {
    const sent = begin(COUNT, { ...PNG, ...CHUNKED });
    const answer = answerTo(sent);
    sent.write(Buffer.alloc(MAX_BYTES));
    sent.write('x');
    expectRefusal(await answer, 413, 'payload_too_large');
    expect(begun.count).toBe(1);
    sent.destroy();
    await expectServes();
  });

  test('who goes on sending after that is hung up on', async () => {
    const sent = begin(COUNT, { ...PNG, ...CHUNKED });
    const answer = answerTo(sent);
    const hungUp = once(sent, 'close');
    const more = () => void sent.write(Buffer.alloc(64 * 1024), (error) => error ?? setImmediate(more));
    more();
    expectRefusal(await answer, 413, 'payload_too_large');
    await hungUp;
    await expectServes();
  });

  test('what a handler refuses after its beginning is read off, and the connection serves on', async () => {
    const connections = countsConnections();
    for (let round = 0; round < 3; round += 1)
      expectRefusal(await send(REFUSE, Buffer.alloc(1024 * 1024)), 409, 'conflict');
    await expectServes();
    expect(connections()).toBe(1);
  });

  test('who breaks off leaves no handler waiting, and is no failure of ours', async () => {
    const before = server.logged.length;
    const sent = begin(COUNT, { ...PNG, 'Content-Length': 1000 });
    sent.on('error', () => {});
    sent.write('a');
    await vi.waitFor(() => expect(begun.count).toBe(1));
    sent.destroy();
    await vi.waitFor(() => {
      const lines = server.logged.slice(before).map((line) => JSON.parse(line));
      expect(lines).toContainEqual(expect.objectContaining({ status: 499 }));
      expect(lines.filter(({ level }) => level === 'error' || level >= 50)).toEqual([]);
    });
    await expectServes();
  });

  test('the time of a whole request is none for bytes; who sends nothing for half a minute is hung up on', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      const http = server.app.getHttpServer() as Server;
      const connected = once(http, 'connection');
      const sent = begin(COUNT, { ...PNG, ...CHUNKED });
      const answer = answerTo(sent);
      sent.write('a');
      const [connection] = (await connected) as [Socket];
      await vi.waitFor(() => expect(begun.count).toBe(1));
      sent.write(Buffer.alloc(100_000));
      await vi.waitFor(() => expect(connection.bytesRead).toBeGreaterThan(100_000));
      // As Node says it.
      http.emit('clientError', Object.assign(new Error(), { code: 'ERR_HTTP_REQUEST_TIMEOUT' }), connection);
      vi.advanceTimersByTime(30_000);
      expect(connection.destroyed).toBe(false);
      expect(connection.writable).toBe(true);
      vi.advanceTimersByTime(30_000);
      expect(await answer).toMatchObject({ status: 408, body: { code: 'validation_failed' } });
    } finally {
      vi.useRealTimers();
    }
    await expectServes();
  });
});

describe('a reply that goes wrong', () => {
  const broken = (...chunks: string[]) =>
    Readable.from(
      (async function* () {
        for (const chunk of chunks) yield Buffer.from(chunk);
        throw new Error('the disk at /srv/secret is gone');
      })(),
    );

  test('before its first byte it is refused as anything is', async () => {
    gift.make = () => ({ ...abc('a.png'), stream: broken() });
    const reply = await get(GIVE);
    expectRefusal(reply, 500, 'internal');
    expect(reply.headers.get('content-disposition')).toBeNull();
    gift.make = () => ({ ...abc('a.html'), type: 'text/html' });
    expectRefusal(await get(GIVE), 500, 'internal');
    gift.make = () => {
      throw new DomainError('not_found', 'There is no such file');
    };
    expectRefusal(await get(GIVE), 404, 'not_found');
  });

  test.each([
    ['fails', () => broken('ab')],
    ['has less than was told', () => Readable.from([Buffer.from('ab')])],
    ['has more than was told', () => Readable.from([Buffer.from('ab'), Buffer.from('cd')])],
  ])('one that later %s cuts the connection', async (_, open) => {
    gift.make = () => ({ ...abc('a.png'), stream: open() });
    await expect(get(GIVE)).rejects.toMatchObject({ code: 'ECONNRESET' });
    await expectServes();
  });

  test('one whose length shows at the end comes whole or is cut, and never looks whole', async () => {
    const open = () => Readable.from([Buffer.from('ab'), Buffer.from('c')]);
    gift.make = () => ({ ...abc('a.png'), stream: open(), length: undefined });
    const { headers, text } = await get(GIVE);
    expect([text, headers.get('content-length')]).toEqual(['abc', null]);
    gift.make = () => ({ ...abc('a.png'), stream: broken('ab'), length: undefined });
    await expect(get(GIVE)).rejects.toMatchObject({ code: 'ECONNRESET' });
    gift.make = () => ({ ...abc('a.png'), stream: broken(), length: undefined });
    expectRefusal(await get(GIVE), 500, 'internal');
    await expectServes();
  });

  test('whoever leaves in the middle lets go of the source', async () => {
    const stream = new Readable({
      read() {
        this.push(Buffer.alloc(64 * 1024));
      },
    });
    gift.make = () => ({ ...abc('a.png'), stream, length: 2 ** 40 });
    const sent = begin(GIVE, {}, 'GET');
    sent.on('error', () => {});
    sent.end();
    await once(sent, 'response');
    const released = once(stream, 'close').catch(() => {});
    sent.destroy();
    await released;
    expect(stream.destroyed).toBe(true);
  });
});
