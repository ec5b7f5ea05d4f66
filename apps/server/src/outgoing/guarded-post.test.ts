import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Reach } from '../config/reach.ts';
import { GuardedPost, type Resolve } from './guarded-post.ts';

const never = new AbortController().signal;
const servers: Server[] = [];
const posts: GuardedPost[] = [];
afterEach(() => {
  for (const post of posts.splice(0)) post.close();
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

async function serve(listener: RequestListener): Promise<number> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

interface Options {
  readonly timeoutMs?: number;
  readonly resolve?: Resolve;
}

async function postTo(url: string, reach: Reach = 'loopback', { timeoutMs, resolve }: Options = {}) {
  const post = new GuardedPost({ reach, maxSockets: 1, timeoutMs, resolve });
  posts.push(post);
  return post.post(new URL(url), { 'content-type': 'application/json' }, '{"a":"ä"}', never);
}

/** A name server that knows one name. */
const leadingTo =
  (...addresses: string[]): Resolve =>
  (_name, _how, done) =>
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );

describe('a receiver', () => {
  it('has taken it when it says 2xx, and gets the body as it is', async () => {
    let text = '';
    const port = await serve(async (request, response) => {
      for await (const chunk of request) text += chunk;
      response.writeHead(202).end('thanks');
    });
    expect(await postTo(`http://127.0.0.1:${port}/`)).toBeUndefined();
    expect(text).toBe('{"a":"ä"}');
  });

  it('that leads elsewhere is not followed', async () => {
    const asked: (string | undefined)[] = [];
    const port = await serve((request, response) => {
      asked.push(request.url);
      response.writeHead(302, { location: '/secret' }).end();
    });
    expect(await postTo(`http://127.0.0.1:${port}/hooks`)).toMatchObject({ fault: 'status 302' });
    expect(asked).toEqual(['/hooks']);
  });

  it('that asks to wait is heard', async () => {
    const date = 'Wed, 14 Jan 2026 12:00:00 GMT';
    const port = await serve((_request, response) =>
      response.writeHead(503, { 'retry-after': '120', date }).end(),
    );
    expect(await postTo(`http://127.0.0.1:${port}/`)).toEqual({
      fault: 'status 503',
      answer: { status: 503, retryAfter: '120', date },
    });
  });

  it('that does not answer in time has not taken it', async () => {
    const port = await serve(() => {});
    expect(await postTo(`http://127.0.0.1:${port}/`, 'loopback', { timeoutMs: 100 })).toMatchObject({
      fault: 'timeout',
    });
  });

  it('that says yes and then talks without end has taken it, and is cut off', async () => {
    let isCut: Promise<unknown> | undefined;
    const port = await serve((_request, response) => {
      isCut = once(response, 'close');
      response.writeHead(200).write('and another thing');
    });
    expect(await postTo(`http://127.0.0.1:${port}/`, 'loopback', { timeoutMs: 200 })).toBeUndefined();
    await isCut;
  });
});

describe('the address', () => {
  it.each(['10.0.0.1', '169.254.169.254', '::ffff:127.0.0.1', 'fd00::1'])(
    'that a public name leads to must be public: not %s',
    async (address) => {
      const resolve = leadingTo(address);
      expect(await postTo('https://receiver.example:1/', 'public', { resolve })).toMatchObject({
        fault: 'address not allowed',
      });
    },
  );

  it('is looked at on every connection, and only those that are allowed are used', async () => {
    const port = await serve((_request, response) => response.writeHead(204).end());
    const url = `http://receiver.example:${port}/`;
    expect(await postTo(url, 'loopback', { resolve: leadingTo('10.0.0.1', '127.0.0.1') })).toBeUndefined();
    expect(await postTo(url, 'loopback', { resolve: leadingTo('10.0.0.1') })).toMatchObject({
      fault: 'address not allowed',
    });
    expect(await postTo(url, 'public', { resolve: leadingTo('127.0.0.1') })).toMatchObject({
      fault: 'address not allowed',
    });
  });

  it('is looked at where it stands instead of a name, too', async () => {
    const port = await serve((_request, response) => response.writeHead(204).end());
    expect(await postTo(`http://127.0.0.1:${port}/`, 'public')).toMatchObject({
      fault: 'address not allowed',
    });
    expect(await postTo(`http://[::1]:${port}/`, 'public')).toMatchObject({ fault: 'address not allowed' });
  });

  it('of a name that is none is a fault like any other', async () => {
    const resolve: Resolve = (_name, _how, done) =>
      done(Object.assign(new Error('no'), { code: 'ENOTFOUND' }), []);
    expect(await postTo('https://receiver.example/', 'public', { resolve })).toMatchObject({
      fault: 'ENOTFOUND',
    });
  });
});
