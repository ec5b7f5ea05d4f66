import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, createServer as createNetServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { Listeners } from './listeners.ts';

test('a client that never finishes its request does not keep the server from stopping', async () => {
  const server = createServer((request) => request.resume());
  const listeners = await Listeners.open(server, 0, '127.0.0.1');
  const client = connect(listeners.port, '127.0.0.1');
  client.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nonly the beginning');
  await once(server, 'request');

  listeners.stopAccepting(50);
  // as Nest closes the server it was given: this waits for the last connection
  await new Promise((resolve) => server.close(resolve));
  await listeners.closed();
  await once(client.resume(), 'close');
  expect(server.listening).toBe(false);
});

test('a request that was begun is answered before the server is closed', async () => {
  let answer = () => {};
  const server = createServer((_request, response) => {
    answer = () => response.end('done');
  });
  const listeners = await Listeners.open(server, 0, undefined);
  const asked = fetch(`http://127.0.0.1:${listeners.port}`);
  await once(server, 'request');

  listeners.stopAccepting();
  answer();
  expect(await (await asked).text()).toBe('done');
  await listeners.closed();
  await expect(fetch(`http://127.0.0.1:${listeners.port}`)).rejects.toThrow('fetch failed');
});

describe('a peer that never closes its half', () => {
  const UPGRADE = 'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';

  async function upgrade(port: number, server: ReturnType<typeof createServer>): Promise<[Socket, Duplex]> {
    const client = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    client.write(UPGRADE);
    const [, connection] = (await once(server, 'upgrade')) as [unknown, Duplex];
    connection.on('error', () => {});
    client.resume();
    return [client, connection];
  }

  test('does not keep the server from stopping once its connection is upgraded', async () => {
    const server = createServer();
    const listeners = await Listeners.open(server, 0, '127.0.0.1');
    const [client, connection] = await upgrade(listeners.port, server);
    listeners.stopAccepting();
    listeners.cutUpgraded(20);
    await listeners.closed();
    expect(connection.destroyed).toBe(true);
    client.destroy();
  });

  test('does not keep an upgraded connection that we have ended', async () => {
    const server = createServer();
    const listeners = await Listeners.open(server, 0, '127.0.0.1');
    const [client, connection] = await upgrade(listeners.port, server);
    connection.end('HTTP/1.1 400 Bad Request\r\n\r\n');
    await once(connection, 'close');
    client.destroy();
    listeners.stopAccepting();
    await listeners.closed();
  });

  test('does not keep the server from stopping in the middle of its TLS handshake', async () => {
    const server = createTlsServer();
    const listeners = await Listeners.open(server, 0, '127.0.0.1');
    const client = connect(listeners.port, '127.0.0.1');
    await once(server, 'connection');
    listeners.stopAccepting(20);
    await listeners.closed();
    expect(server.listening).toBe(false);
    client.destroy();
  });
});

test('a port that another program has on ::1 is in use, though 127.0.0.1 is free; without IPv6 it is ours', async () => {
  const stranger = createNetServer().listen(0, '::1');
  const hasIpv6 = await once(stranger, 'listening').then(
    () => true,
    () => false,
  );
  const server = createServer();
  const opening = Listeners.open(server, hasIpv6 ? (stranger.address() as AddressInfo).port : 0, undefined);
  if (hasIpv6) await expect(opening).rejects.toMatchObject({ code: 'EADDRINUSE' });
  else (await opening).stopAccepting();
  expect(server.listening).toBe(false);
  stranger.close();
});
