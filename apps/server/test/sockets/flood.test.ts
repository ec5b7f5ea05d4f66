import { afterEach, expect, test } from 'vitest';
import { makePair } from '../support/people.ts';
import { Sockets } from '../support/sockets.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

let server: TestServer;
let sockets: Sockets;

async function serve(limits: string): Promise<void> {
  server = await startTestServer({ RATE_LIMITS: limits });
  sockets = new Sockets(server);
}

afterEach(async () => {
  sockets.closeAll();
  await server.close();
});

test('more events than may wait are turned away, each with its acknowledgement', async () => {
  await serve('off');
  const { conversation } = await makePair(server);
  const client = await sockets.connect();
  const waiting = { conversationId: conversation.id, content: 'waits for a join', senderType: 'patient' };
  const replies = await Promise.all(Array.from({ length: 2_500 }, () => client.ask('send_message', waiting)));
  const busy = replies.filter(({ data }) => data.code === 'busy_socket');
  expect(replies.every(({ event }) => event === 'error')).toBe(true);
  expect(busy.length).toBeGreaterThan(300);
  expect(busy[0]?.data).toMatchObject({ retryable: true, retryAfterMs: 1_000 });
  expect(client.all('error').filter(({ code }) => code === 'busy_socket')).toHaveLength(busy.length);
});

test('garbage counts too: a socket that sends nothing else is refused, in the end cut off, and nobody else notices', async () => {
  await serve('0.1'); // a tenth of the tenfold room outside production: what production has
  const { patient, consultant, conversation } = await makePair(server);
  const client = await sockets.as(patient);
  const neighbour = await sockets.inside(consultant, conversation.id);
  for (let index = 0; index < 10_100; index += 1) client.emit('no_such_event', {});
  await client.next('disconnect');
  expect(client.all('error').length).toBeLessThan(1_100);
  const message = { conversationId: conversation.id, content: 'still here', senderType: 'consultant' };
  expect((await neighbour.ask('send_message', message)).event).toBe('message_sent');
});
