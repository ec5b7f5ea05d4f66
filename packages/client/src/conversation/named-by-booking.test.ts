import { expect, test } from 'vitest';
import { FakeServer, RECORD } from '../testing/fake-server.ts';
import { makeClient, openClient } from '../testing/make-client.ts';

test.each([
  ['a socket', false],
  ['REST', true],
])('over %s a conversation that is named by its booking says what to give instead', async (_, isBlocked) => {
  const server = new FakeServer();
  server.socketsBlocked = isBlocked;
  const { client, platform } = makeClient({ server });
  client.connect();
  const named = client.conversation(RECORD.bookingId);
  named.open();
  await platform.clock.pass(10_000);
  expect(client.connection.get()).toMatchObject({ transport: isBlocked ? 'rest' : 'socket' });
  expect(named.messages.get().failure).toMatchObject({
    code: 'invalid_options',
    message: 'This is the id of a booking: give conversation() what inbox.open(bookingId) resolves to',
  });
  expect(named.writability.get()).toEqual({ canWrite: false, reason: 'not_found' });
  named.send('to whom?');
  await platform.clock.pass(10_000);
  expect(server.messages).toEqual([]);
  expect(client.outbox.hasUnsent).toBe(true);
  const asked = server.asked.length;
  await platform.clock.pass(3_000);
  expect(server.asked.slice(asked).filter((what) => /join|messages|changes/.test(what))).toEqual([]);

  const right = client.conversation(await client.inbox.open(RECORD.bookingId));
  right.open();
  await platform.clock.pass(10_000);
  expect(right.messages.get()).toMatchObject({ status: 'ready', isStale: false });
});

test('what is neither a conversation nor a booking is just not found', async () => {
  const server = new FakeServer();
  server.socketsBlocked = true;
  const { client, platform } = await openClient({ server });
  const unknown = client.conversation('unknown');
  unknown.open();
  await platform.clock.pass(10_000);
  expect(unknown.messages.get().failure).toMatchObject({ code: 'not_found' });
});
