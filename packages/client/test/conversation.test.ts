import { afterEach, describe, expect, test, vi } from 'vitest';
import { makePair } from '../../../apps/server/test/support/people.ts';
import { until } from '../src/index.ts';
import { openBoth, openOne } from './support/both.ts';
import { Clients } from './support/client.ts';
import { serverHere } from './support/server-here.ts';
import { ladder, texts } from './support/texts.ts';

const here = serverHere();
const clients = new Clients(here);
afterEach(() => clients.closeAll());

describe('a conversation of two clients', () => {
  test('a message climbs from queued to read, and keeps its key', async () => {
    const { atPatient, atConsultant, consultant } = await openBoth(clients);
    const seen: string[] = [];
    atPatient.messages.subscribe(() => seen.push(...ladder(atPatient)));
    const key = atPatient.send('Good morning');
    expect(atPatient.messages.get().items[0]).toMatchObject({ key, isOwn: true });
    await until(atConsultant.messages, ({ items }) => items.length === 1);
    expect(atConsultant.messages.get().items[0]).toMatchObject({
      content: 'Good morning',
      isOwn: false,
      status: 'sent',
    });
    await until(consultant.inbox.state, ({ totalUnread }) => totalUnread === 1);

    atConsultant.markRead([atConsultant.messages.get().items[0]?.id ?? '']);
    expect(consultant.inbox.state.get().totalUnread).toBe(0);
    await until(atPatient.messages, ({ items }) => items[0]?.status === 'read');
    expect(atPatient.messages.get().items).toMatchObject([{ key, seq: 1, isRead: true }]);
    expect([...new Set(seen)]).toEqual(
      ['queued', 'sending', 'sent', 'delivered', 'read']
        .map((status) => `Good morning: ${status}`)
        .filter((step) => seen.includes(step)),
    );
    await vi.waitFor(() => expect(consultant.inbox.state.get().entries[0]?.unreadCount).toBe(0));
  });

  test('a message is delivered to who has no conversation open; a sender who was away learns of it later', async () => {
    const pair = await makePair(here.server);
    const patient = clients.as(pair.patient);
    const atPatient = await openOne(patient, pair.conversation.id);
    atPatient.send('Good morning');
    await until(atPatient.messages, ({ items }) => items[0]?.status === 'sent');
    const consultant = clients.as(pair.consultant);
    consultant.connect();
    await until(atPatient.messages, ({ items }) => items[0]?.status === 'delivered');
    const [item] = atPatient.messages.get().items;
    expect(String(item?.deliveredAt) >= String(item?.createdAt)).toBe(true);
    expect(consultant.inbox.state.get().totalUnread).toBe(1);

    consultant.disconnect();
    atPatient.send('Are you there?');
    await until(atPatient.messages, ({ items }) => items[1]?.status === 'sent');
    patient.disconnect();
    consultant.connect();
    await vi.waitFor(async () => {
      const path = `/chat/conversations/${pair.conversation.id}/messages`;
      expect((await pair.patient.ask('GET', path)).body.messages[0].deliveredAt).toBeDefined();
    }, 5_000);
    expect(atPatient.messages.get().items[1]?.status).toBe('sent');
    patient.connect();
    await until(atPatient.messages, ({ items }) => items[1]?.status === 'delivered');
  });

  test('fifty written in one breath arrive in order on both sides', async () => {
    const { atPatient, atConsultant } = await openBoth(clients);
    const lines = Array.from({ length: 50 }, (_, index) => `line ${index}`);
    for (const line of lines) atPatient.send(line);
    expect(texts(atPatient)).toEqual(lines);
    await until(atConsultant.messages, ({ items }) => items.length === 50);
    expect(texts(atConsultant)).toEqual(lines);
    await until(atPatient.messages, ({ items }) => items.every(({ status }) => status === 'delivered'));
    expect(texts(atPatient)).toEqual(lines);
  });

  test('typing shows on the other side and ends with the message', async () => {
    const { atPatient, atConsultant } = await openBoth(clients);
    atPatient.typing.set(true);
    await until(atConsultant.typists, (typists) => typists.length === 1);
    atPatient.send('done');
    await until(atConsultant.typists, (typists) => typists.length === 0);
  });

  test('two windows of one person show the same, whichever of them writes and reads', async () => {
    const { pair, patient, atPatient, atConsultant } = await openBoth(clients);
    const second = clients.as(pair.patient);
    const atSecond = await openOne(second, pair.conversation.id);
    const lines = Array.from({ length: 20 }, (_, index) => `line ${index}`);
    for (const [index, line] of lines.entries()) (index % 2 === 0 ? atPatient : atSecond).send(line);
    atConsultant.send('answer');
    for (const conversation of [atPatient, atSecond, atConsultant]) {
      await until(
        conversation.messages,
        ({ items }) => items.length === 21 && items.every(({ id }) => id !== undefined),
      );
    }
    expect(texts(atSecond)).toEqual(texts(atPatient));
    expect([...texts(atPatient)].sort()).toEqual([...lines, 'answer'].sort());
    await until(second.inbox.state, ({ totalUnread }) => totalUnread === 1);
    atPatient.markRead(atPatient.messages.get().items.flatMap(({ id }) => id ?? []));
    await until(second.inbox.state, ({ totalUnread }) => totalUnread === 0);
    await until(atSecond.messages, ({ items }) => items.find(({ isOwn }) => !isOwn)?.isRead === true);
    expect(patient.inbox.state.get().totalUnread).toBe(0);
  });

  test('a booking that is cancelled closes the conversation for both, at once', async () => {
    const { pair, consultant, atPatient, atConsultant } = await openBoth(clients);
    await consultant.bookings.change(pair.booking.id, { status: 'cancelled' });
    for (const { writability } of [atPatient, atConsultant])
      await until(writability, ({ canWrite }) => !canWrite);
    const key = atPatient.send('too late');
    await until(atPatient.messages, ({ items }) => items[0]?.status === 'failed');
    expect(atPatient.messages.get().items[0]).toMatchObject({ key, failure: { code: 'booking_cancelled' } });
  });

  test('is not had by the id of the booking, but by what the inbox makes of it', async () => {
    const pair = await makePair(here.server);
    const client = clients.as(pair.patient);
    client.connect();
    const named = client.conversation(pair.booking.id);
    named.open();
    await until(named.messages, ({ failure }) => failure !== undefined);
    expect(named.messages.get().failure).toMatchObject({
      code: 'invalid_options',
      message: expect.stringContaining('inbox.open(bookingId)'),
    });
    const conversation = await openOne(client, await client.inbox.open(pair.booking.id));
    expect(conversation.id).toBe(pair.conversation.id);
  });
});
