import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
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
