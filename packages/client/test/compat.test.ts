import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { makePair, type Pair } from '../../../apps/server/test/support/people.ts';
import { ChatService } from '../src/compat/index.ts';
import { FrameProxy } from './support/frame-proxy.ts';
import { serverHere } from './support/server-here.ts';

const here = serverHere();
let proxy: FrameProxy;
let pair: Pair;
const services: ChatService[] = [];

beforeAll(async () => {
  proxy = await FrameProxy.before(here.server.port);
});
afterEach(() => {
  for (const service of services.splice(0)) service.disconnect();
});
afterAll(() => proxy.close());

function make(token: string, url = here.server.url) {
  const service = new ChatService(token, { url });
  services.push(service);
  const heard: string[] = [];
  const note = (text: string) => void heard.push(text);
  service.on('new_message', ({ message, conversation }) =>
    note(`${message.content} in ${conversation.bookingId}`),
  );
  service.on('messages_read', ({ messageIds }) => note(`${messageIds.length} read`));
  service.on('user_typing', () => note('typing'));
  service.on('user_stopped_typing', () => note('stopped'));
  service.on('error', ({ code }) => note(`error ${code}`));
  return { service, heard };
}

describe('the documented ChatService', () => {
  test('its usage lines work in one breath, without waiting for anything', async () => {
    pair = await makePair(here.server);
    const { patient, consultant, conversation, booking } = pair;
    const other = make(consultant.token);
    other.service.connect(consultant.id, 'consultant');
    other.service.joinConversation(conversation.id, consultant.id, 'consultant');
    other.service.sendMessage(conversation.id, 'Come in', 'consultant');
    await vi.waitFor(() => expect(other.heard).toContain(`Come in in ${booking.id}`));

    const { service: chatService, heard } = make(patient.token);
    chatService.connect(patient.id, 'patient');
    chatService.connect(patient.id, 'patient');
    chatService.joinConversation(conversation.id, patient.id, 'patient');
    chatService.sendMessage(conversation.id, 'Hello!', 'patient');

    await vi.waitFor(() => expect(heard).toContain(`Hello! in ${booking.id}`));
    await vi.waitFor(() => expect(other.heard).toContain(`Hello! in ${booking.id}`));
    chatService.startTyping(conversation.id, patient.id, 'patient');
    await vi.waitFor(() => expect(other.heard).toContain('typing'));
    chatService.stopTyping(conversation.id, patient.id);
    await vi.waitFor(() => expect(other.heard).toContain('stopped'));

    const { messages } = await other.service.getMessages(conversation.id);
    other.service.markAsRead(
      conversation.id,
      messages.map(({ id }) => id),
    );
    await vi.waitFor(() => expect(heard).toContain('1 read'));
    expect(await chatService.getConversations(patient.id, 'patient')).toMatchObject([
      { id: conversation.id },
    ]);
    const opened = await chatService.createConversation(consultant.id, patient.id, booking.id);
    expect(opened.id).toBe(conversation.id);
    expect(heard.filter((text) => text.startsWith('Hello!'))).toHaveLength(1);
  });

  test('it does not go deaf after a reconnect, and tells what came meanwhile, each once and in order', async () => {
    pair = await makePair(here.server);
    const { patient, consultant, conversation, booking } = pair;
    const { service, heard } = make(patient.token, proxy.url);
    service.connect();
    service.joinConversation(conversation.id);
    service.sendMessage(conversation.id, 'one');
    await vi.waitFor(() => expect(heard).toEqual([`one in ${booking.id}`]));
    proxy.isDown = true;
    proxy.cut();
    const write = (content: string) =>
      consultant.ask('POST', '/chat/messages', {
        consultantId: consultant.id,
        patientId: patient.id,
        bookingId: booking.id,
        senderType: 'consultant',
        content,
      });
    await write('two');
    await write('three');
    proxy.isDown = false;
    const told = (...texts: string[]) => texts.map((text) => `${text} in ${booking.id}`);
    await vi.waitFor(() => expect(heard).toEqual(told('one', 'two', 'three')), 10_000);
    await write('four');
    await vi.waitFor(() => expect(heard).toEqual(told('one', 'two', 'three', 'four')));
  });

  test('what is wrong comes as an error, once', async () => {
    pair = await makePair(here.server);
    const { service, heard } = make(pair.patient.token);
    service.connect();
    service.sendMessage(pair.conversation.id, '   ');
    service.joinConversation('7d9f6f5e-0000-4000-8000-000000000000');
    await vi.waitFor(() => expect(heard.toSorted()).toEqual(['error not_found', 'error validation_failed']));
    const refused = make('not a token');
    refused.service.connect();
    await vi.waitFor(() => expect(refused.heard).toEqual(['error unauthorized']));
  });
});
