import { expect, test } from 'vitest';
import { BOOKING } from '../testing/fake-server.ts';
import { makeClient } from '../testing/make-client.ts';
import type { BookingUpdate } from './bookings.ts';

async function connected() {
  const made = makeClient();
  made.client.connect();
  await made.platform.clock.pass(50);
  const updates: BookingUpdate[] = [];
  made.client.bookings.onUpdated((update) => updates.push(update));
  const known = () => made.client.bookings.state.get().items.map(({ id, status }) => `${id} ${status}`);
  return { ...made, updates, known };
}

test('what the other person books and changes is known at once, with how it was before and who did it', async () => {
  const { server, updates, known } = await connected();
  expect(known()).toEqual(['book scheduled']);
  const made = server.changeBooking({ id: 'later', scheduledAt: '2026-02-01T00:00:00.000Z' });
  const moved = server.changeBooking({ id: 'later', status: 'cancelled' });
  expect(known()).toEqual(['book scheduled', 'later cancelled']);
  expect(updates).toEqual([
    { booking: made, before: undefined, by: BOOKING.consultantId },
    { booking: moved, before: made, by: BOOKING.consultantId },
  ]);
});

test('the bookings are not asked for again because a message came', async () => {
  const { server, platform, known } = await connected();
  const asked = () => server.asked.filter((what) => what.includes('/bookings')).length;
  const before = asked();
  server.tellAll('conversation_updated', server.entry());
  await platform.clock.pass(5_000);
  expect([asked(), known()]).toEqual([before, ['book scheduled']]);
});

test('a list that was on its way takes nothing back that was told meanwhile', async () => {
  const { server, client, platform, known } = await connected();
  const older = server.bookings;
  const refreshing = client.bookings.refresh();
  server.changeBooking({ status: 'completed' });
  server.changeBooking({ id: 'new' });
  server.bookings = older;
  await platform.clock.pass(50);
  await refreshing;
  expect(known()).toEqual(['book completed', 'new scheduled']);
  await client.bookings.refresh();
  expect(known()).toEqual(['book scheduled']);
});

test('what is told late does not undo what is newer', async () => {
  const { server, known } = await connected();
  const first = server.changeBooking({ status: 'completed' });
  server.changeBooking({ status: 'cancelled' });
  server.tellAll('booking_updated', { booking: first, by: BOOKING.consultantId });
  expect(known()).toEqual(['book cancelled']);
});

test('where no socket can tell, it is asked for again and again; and at once when the device wakes', async () => {
  const { server, client, platform, known } = await connected();
  platform.network.wake();
  server.bookings = [{ ...BOOKING, status: 'completed' }];
  await platform.clock.pass(1_000);
  expect(known()).toEqual(['book completed']);

  server.socketsBlocked = true;
  server.cut();
  await platform.clock.pass(60_000);
  expect(client.connection.get().transport).toBe('rest');
  server.bookings = [{ ...BOOKING, status: 'cancelled' }];
  await platform.clock.pass(20_000);
  expect(known()).toEqual(['book cancelled']);
});

test('nothing of it stays when somebody else signs in', async () => {
  const { client, server, platform, known } = await connected();
  server.changeBooking({ id: 'mine' });
  await client.session.signOut();
  expect(known()).toEqual([]);
  await platform.clock.pass(100);
  expect(known()).toEqual([]);
});
