import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { refuseUnreadable } from './unreadable-request.ts';

let server: Server;

beforeAll(async () => {
  server = createServer((_request, response) => response.end('never'));
  server.on('clientError', (error, connection) => refuseUnreadable(error, connection, 50));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => server.close());

/** What the server answers to these bytes. */
function answerTo(bytes: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1', () => socket.write(bytes));
    socket.on('data', (chunk) => {
      answer += chunk.toString();
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', () => {});
  });
}

test.each([
  ['an address that is too long', `GET /${'canary'.repeat(5_000)} HTTP/1.1\r\n\r\n`, 431],
  ['what is no request', 'canary canary canary\r\n\r\n', 400],
])('%s is refused in the form of all refusals, without an echo', async (_, bytes, status) => {
  const answer = await answerTo(bytes);
  const [head, body] = answer.split('\r\n\r\n') as [string, string];
  expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(JSON.parse(body)).toMatchObject({
    statusCode: status,
    message: expect.any(String),
    error: expect.any(String),
  });
  expect(answer).not.toContain('canary');
  expect(head).toMatch(/\r\nCache-Control: no-store\r\n/);
  expect(head).toContain(`\r\nX-Request-Id: ${JSON.parse(body).requestId}\r\n`);
});

test('a client that is refused and never hangs up is hung up on', async () => {
  const { port } = server.address() as AddressInfo;
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }, () =>
    socket.write('canary\r\n\r\n'),
  );
  await once(socket.resume(), 'end'); // the answer is here, and our half stays open
  await vi.waitFor(async () => {
    const open = await new Promise((resolve) => server.getConnections((_, count) => resolve(count)));
    expect(open).toBe(0);
  });
  socket.destroy();
});
