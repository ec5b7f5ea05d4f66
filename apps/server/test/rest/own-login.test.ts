import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Booking } from '@jiggy-care/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask } from '../support/api.ts';
import { SERVER_KEY } from '../support/operator.ts';
import { expectRefusal } from '../support/refusals.ts';
import { Sockets } from '../support/sockets.ts';
import { startTestServer, type TestServer } from '../support/test-server.ts';

/* The back end of the chapter "Your own login" in docs/integrators.md, as it stands there. */

interface User {
  readonly id: string;
  readonly name: string;
  readonly isConsultant: boolean;
}

interface Chat {
  chatPerson(user: User): Promise<string>;
  chatToken(user: User): Promise<string>;
  bookChat(booking: {
    consultant: User;
    patient: User;
    scheduledAt: string;
    bookingId: string;
  }): Promise<Booking>;
  cancelChat(booking: Booking): Promise<Booking>;
  endChatSessions(user: User): Promise<void>;
}

const folder = mkdtempSync(join(tmpdir(), 'jiggy-own-login-'));
let server: TestServer;
let sockets: Sockets;
let chat: Chat;

beforeAll(async () => {
  server = await startTestServer({ SERVER_KEYS: SERVER_KEY });
  sockets = new Sockets(server);
  Object.assign(process.env, { CHAT_URL: server.url, CHAT_KEY: SERVER_KEY });
  const page = readFileSync(new URL('../../../../docs/integrators.md', import.meta.url), 'utf8');
  const code = /```js\n(\/\/ chat\.mjs\n.*?)```/s.exec(page)?.[1];
  if (code === undefined) throw new Error('the page has no chat.mjs');
  const file = join(folder, 'chat.mjs');
  writeFileSync(file, code);
  chat = await import(/* @vite-ignore */ pathToFileURL(file).href);
});
afterAll(async () => {
  sockets.closeAll();
  await server.close();
  rmSync(folder, { recursive: true });
  delete process.env.CHAT_URL;
  delete process.env.CHAT_KEY;
});

test('the back end of the page signs two people in, brings them together, and ends it', async () => {
  const patient = { id: 'customer-1', name: 'Pat Patient', isConsultant: false };
  const consultant = { id: 'staff-1', name: 'Dr. Con', isConsultant: true };
  const appointment = { scheduledAt: '2090-03-01T10:00:00Z', bookingId: randomUUID() };
  const booking = await chat.bookChat({ consultant, patient, ...appointment });
  expect(await chat.bookChat({ consultant, patient, ...appointment })).toEqual(booking);
  expect(booking).toMatchObject({
    patient: { id: await chat.chatPerson(patient), name: 'Pat Patient' },
    consultant: { id: await chat.chatPerson(consultant), name: 'Dr. Con' },
  });

  const [token, other] = [await chat.chatToken(patient), await chat.chatToken(consultant)];
  const client = await sockets.connect({ auth: { token } });
  const message = {
    consultantId: booking.consultantId,
    patientId: booking.patientId,
    bookingId: booking.id,
    content: 'Good morning',
    senderType: 'consultant',
  };
  const sent = await ask(server.api, 'POST', '/chat/messages', { token: other, body: message });
  expect(sent.status).toBe(201);
  const heard = await client.next('conversation_updated', ({ lastMessage }) => lastMessage !== null);
  expect(heard.lastMessage?.content).toBe('Good morning');

  expect((await chat.cancelChat(booking)).status).toBe('cancelled');
  await chat.endChatSessions(patient);
  await client.next('disconnect');
  expectRefusal(await ask(server.api, 'GET', '/auth/me', { token }), 401, 'unauthorized');
  await expect(chat.cancelChat({ ...booking, id: randomUUID() })).rejects.toThrow(
    'The chat refused with not_found: Booking not found',
  );
});
