import { expect, test } from 'vitest';
import { makeClient } from '../testing/make-client.ts';

async function connected() {
  const made = makeClient();
  const release = made.client.connect();
  await made.platform.clock.pass(100);
  return { ...made, release };
}

test('who disconnects says goodbye', async () => {
  const { client, server } = await connected();
  client.disconnect();
  expect(server.live).toHaveLength(0);
  expect(server.goodbyes).toBe(1);
});

test('who signs out says goodbye', async () => {
  const { client, server } = await connected();
  await client.session.signOut();
  expect(server.goodbyes).toBe(1);
});

test('who loses the network, or gives a silent connection up, lets go without a word and comes back', async () => {
  const { client, server, platform } = await connected();
  platform.network.goOffline();
  expect(server.live).toHaveLength(0);
  platform.network.wake();
  await platform.clock.pass(100);
  client.wire.restart();
  await platform.clock.pass(100);
  expect(server.live).toHaveLength(1);
  server.losesAnswers = true;
  for (const _ of [1, 2]) void client.wire.ask('leave_conversation', { conversationId: 'x' }).catch(() => {});
  await platform.clock.pass(10_000);
  expect(client.connection.get().status).toBe('reconnecting');
  expect(server.goodbyes).toBe(0);
});

test('while someone cannot wait, every next try comes within a second, and at once when it begins', async () => {
  const { client, server, platform } = await connected();
  server.isDown = true;
  server.cut();
  await platform.clock.pass(60_000);
  const { retryAt } = client.connection.get();
  expect((retryAt ?? 0) - platform.clock.now()).toBeGreaterThan(1_000);
  const tries = server.asked.length;
  const release = client.wire.hurry();
  await platform.clock.pass(0);
  expect(server.asked.length).toBeGreaterThan(tries);
  for (let second = 0; second < 5; second += 1) {
    const before = server.asked.length;
    await platform.clock.pass(1_000);
    expect(server.asked.length).toBeGreaterThan(before);
  }
  server.isDown = false;
  await platform.clock.pass(1_000);
  expect(client.connection.get().status).toBe('connected');
  release();
});

test('a connection that may be dead is asked, and made anew at once when it does not answer', async () => {
  const { client, server, platform } = await connected();
  client.wire.probe();
  await platform.clock.pass(3_000);
  expect(server.links).toHaveLength(1);
  server.losesAnswers = true;
  client.wire.probe();
  client.wire.probe();
  await platform.clock.pass(1_900);
  expect(server.links).toHaveLength(1);
  await platform.clock.pass(200);
  expect(server.links).toHaveLength(2);
  expect(client.connection.get().status).toBe('connected');
  expect(server.goodbyes).toBe(0);
});
