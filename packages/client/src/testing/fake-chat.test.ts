import { expect, test } from 'vitest';
import { callAndComeBack } from '../../examples/testing/a-call.ts';
import { createFakeChat, type FakeDevice } from './index.ts';

const shown = ({ client }: FakeDevice, id: string) =>
  client
    .conversation(id)
    .messages.get()
    .items.map(({ content, status }) => `${content}: ${status}`);

/** Both at their devices, with the conversation open. */
async function bothHere() {
  const chat = createFakeChat();
  const [patient, consultant] = [chat.openDevice('patient'), chat.openDevice('consultant')];
  for (const { client } of [patient, consultant]) {
    client.connect();
    client.conversation(chat.conversationId).open();
  }
  await chat.pass(100);
  return { chat, patient, consultant, id: chat.conversationId };
}

/** A call from the patient's device that rings at the other. */
async function ringing() {
  const room = await bothHere();
  const { chat, patient, consultant, id } = room;
  expect(consultant.calls.current.get()).toBeUndefined();
  const call = patient.calls.place({ conversationId: id, type: 'video' });
  await chat.pass(200);
  return { ...room, call, phase: () => consultant.calls.current.get()?.state.get().phase };
}

test('two people write to each other, see each other typing and here, and read', async () => {
  const { chat, patient, consultant, id } = await bothHere();
  expect(patient.client.inbox.state.get().entries[0]).toMatchObject({ other: { name: 'Con' }, online: true });
  consultant.client.conversation(id).typing.set(true);
  await chat.pass(100);
  expect(patient.client.conversation(id).typists.get()).toHaveLength(1);
  consultant.client.conversation(id).send('Good morning');
  await chat.pass(100);
  expect(shown(patient, id)).toEqual(['Good morning: sent']);
  expect(patient.client.inbox.state.get().totalUnread).toBe(1);
  patient.client.conversation(id).markRead(chat.server.messages.map((message) => message.id));
  await chat.pass(1_000);
  expect(shown(consultant, id)).toEqual(['Good morning: read']);
  consultant.client.disconnect();
  await chat.pass(100);
  expect(patient.client.conversation(id).online.get()).toBe(false);
});

test('a message is delivered where the other has no conversation open, and known to be once who wrote it is back', async () => {
  const chat = createFakeChat();
  const [patient, consultant] = [chat.openDevice('patient'), chat.openDevice('consultant')];
  for (const { client } of [patient, consultant]) client.connect();
  const { conversationId: id } = chat;
  const written = patient.client.conversation(id);
  written.open();
  await chat.pass(100);
  written.send('Good morning');
  await chat.pass(100);
  expect(shown(patient, id)).toEqual(['Good morning: sent']);
  await chat.pass(1_000);
  expect(shown(patient, id)).toEqual(['Good morning: delivered']);
  expect(written.messages.get().items[0]?.deliveredAt).toBeDefined();

  consultant.goOffline();
  written.send('Are you there?');
  await chat.pass(1_000);
  patient.goOffline();
  consultant.comeOnline();
  await chat.pass(10_000);
  expect(shown(patient, id)[1]).toBe('Are you there?: sent');
  patient.comeOnline();
  await chat.pass(10_000);
  expect(shown(patient, id)).toEqual(['Good morning: delivered', 'Are you there?: delivered']);
});

test('what is written offline waits, and arrives once when the network is back', async () => {
  const { chat, patient, consultant, id } = await bothHere();
  patient.goOffline();
  patient.client.conversation(id).send('Are you there?');
  chat.server.write('consultant', 'Hello?');
  await chat.pass(60_000);
  expect(shown(patient, id)).toEqual(['Are you there?: queued']);
  expect(patient.client.connection.get().status).not.toBe('connected');
  patient.comeOnline();
  await chat.pass(5_000);
  expect(shown(patient, id)).toEqual(['Hello?: sent', 'Are you there?: delivered']);
  expect(shown(consultant, id)).toEqual(['Hello?: delivered', 'Are you there?: sent']);
});

test('a server that stops and starts again is caught up with', async () => {
  const { chat, patient, id } = await bothHere();
  chat.server.stop();
  chat.server.write('consultant', 'You missed this');
  await chat.pass(10_000);
  expect(shown(patient, id)).toEqual([]);
  chat.server.start();
  await chat.pass(60_000);
  expect(shown(patient, id)).toEqual(['You missed this: sent']);
});

test('the next event is refused as the test says, and the one after it is not', async () => {
  const { chat, patient, id } = await bothHere();
  chat.server.refuseNext('send_message', 'validation_failed');
  const conversation = patient.client.conversation(id);
  conversation.send('One');
  await chat.pass(100);
  expect(conversation.messages.get().items[0]).toMatchObject({
    status: 'failed',
    failure: { code: 'validation_failed' },
  });
  conversation.send('Two');
  await chat.pass(100);
  expect(shown(patient, id)).toContain('Two: sent');
});

test('the booking can be cancelled, and its conversation is read only', async () => {
  const { chat, patient, id } = await bothHere();
  await patient.client.bookings.refresh();
  expect(chat.server.cancelBooking().status).toBe('cancelled');
  await chat.pass(100);
  expect(patient.client.conversation(id).writability.get().canWrite).toBe(false);
});

test('a booking is given to a calendar as it stands, and no other is', async () => {
  const { chat, patient } = await bothHere();
  const { bookings } = patient.client;
  const { id } = chat.server.booking;
  const file = await bookings.calendarFile(id);
  expect(file.split('\r\n')).toEqual(
    expect.arrayContaining([
      `UID:${id}`,
      'DTSTART:20260101T000000Z',
      'DTEND:20260101T003000Z',
      'STATUS:CONFIRMED',
    ]),
  );
  chat.server.cancelBooking();
  expect(await bookings.calendarFile(id)).toContain('STATUS:CANCELLED');
  await expect(bookings.calendarFile('another')).rejects.toMatchObject({ code: 'not_found' });
});

test('a person signs in by the form of the app, and out', async () => {
  const chat = createFakeChat();
  const { client } = chat.openDevice('patient', { signedIn: false });
  client.connect();
  await chat.pass(100);
  expect(client.session.state.get().status).toBe('signed-out');
  const wrong = client.session.signIn({ email: 'nobody@example.org', password: 'x' });
  await expect(wrong).rejects.toMatchObject({ code: 'wrong_credentials' });
  await client.session.signIn({ email: chat.patient.email, password: 'anything' });
  await chat.pass(100);
  expect(client.connection.get().status).toBe('connected');
  await client.session.signOut();
  expect(client.session.state.get()).toMatchObject({ status: 'signed-out', reason: 'choice' });
});

test('a day passes in no time, and each is still who they were', async () => {
  const { chat, patient, consultant } = await bothHere();
  const before = chat.now();
  await chat.pass(24 * 3_600_000);
  expect(chat.now() - before).toBe(24 * 3_600_000);
  for (const { client, person } of [patient, consultant]) {
    expect(client.connection.get().status).toBe('connected');
    expect(await client.session.me()).toEqual(person);
  }
});

test('a call rings, is taken, is live with both pictures, and ends on both sides', async () => {
  const { chat, patient, consultant, call, phase } = await ringing();
  expect(phase()).toBe('incoming');
  expect(consultant.media.sounding).toEqual(['incoming']);
  consultant.calls.current.get()?.accept();
  await chat.pass(500);
  expect([call.state.get().phase, phase()]).toEqual(['live', 'live']);
  expect(patient.media.open).toEqual(['audio', 'video']);
  expect(call.remote.get()).toMatchObject({ audio: true, video: true });
  call.end();
  await chat.pass(500);
  expect(phase()).toBe('ended');
  expect(patient.media.open).toEqual([]);
});

test('a call rings on every device of the called person, until one of them has answered', async () => {
  const { chat, consultant, id, patient } = await bothHere();
  const phone = chat.openDevice('consultant');
  phone.client.connect();
  const phases = () =>
    [patient, consultant, phone].map(({ calls }) => calls.current.get()?.state.get().phase);
  phases();
  await chat.pass(100);
  patient.calls.place({ conversationId: id, type: 'audio' });
  await chat.pass(200);
  expect(phases()).toEqual(['ringing', 'incoming', 'incoming']);
  phone.calls.current.get()?.accept();
  await chat.pass(500);
  expect(phases()).toEqual(['live', 'ended', 'live']);
  expect(consultant.calls.current.get()?.state.get().outcome?.kind).toBe('answered-elsewhere');
});

test('a call that nobody takes ends after 45 seconds, on both sides', async () => {
  const { chat, consultant, call } = await ringing();
  await chat.pass(44_000);
  expect(call.state.get().phase).toBe('ringing');
  await chat.pass(1_500);
  expect(call.state.get().outcome?.kind).toBe('no-answer');
  expect(consultant.calls.current.get()?.state.get().outcome?.kind).toBe('missed');
});

test('a device that loses its network in a call is waited for, and not for ever', async () => {
  const { chat, consultant, call, phase } = await ringing();
  consultant.calls.current.get()?.accept();
  await chat.pass(500);
  consultant.goOffline();
  await chat.pass(5_000);
  expect(call.state.get().phase).toBe('reconnecting');
  consultant.comeOnline();
  await chat.pass(20_000);
  expect([call.state.get().phase, phase()]).toEqual(['live', 'live']);
  consultant.goOffline();
  await chat.pass(60_000);
  expect(call.state.get()).toMatchObject({ phase: 'ended', outcome: { kind: 'connection-lost' } });
});

test('the call of the guide goes as the guide says', async () => {
  const { patient, consultant } = await callAndComeBack();
  for (const { calls } of [patient, consultant]) expect(calls.current.get()?.state.get().phase).toBe('live');
});

test('a camera can be refused, and the question of the browser can stay open', async () => {
  const { chat, patient, id } = await bothHere();
  patient.media.camera = 'denied';
  const call = patient.calls.place({ conversationId: id, type: 'video' });
  await chat.pass(200);
  expect(call.local.get().cameraProblem).toMatchObject({ kind: 'denied' });
  call.end();
  patient.calls.dismiss();
  await chat.pass(2_000);
  patient.media.microphone = 'asking';
  patient.calls.place({ conversationId: id, type: 'audio' });
  await chat.pass(200);
  expect(patient.media.isAsking).toBe(true);
  patient.media.answer();
  await chat.pass(200);
  expect(patient.media.isAsking).toBe(false);
});
