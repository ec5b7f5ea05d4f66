// @vitest-environment jsdom
import { ChatProvider } from '@jiggy-care/client/react';
import { createFakeChat } from '@jiggy-care/client/testing';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { ChatWindow } from './chat-window.tsx';

afterEach(cleanup);

async function openWindow() {
  const chat = createFakeChat();
  chat.server.write('consultant', 'How is your knee?');
  const device = chat.openDevice('patient');
  render(
    <ChatProvider client={device.client}>
      <ChatWindow id={chat.conversationId} />
    </ChatProvider>,
  );
  const pass = (ms: number) => act(() => chat.pass(ms));
  await pass(100);
  const write = (text: string) => {
    fireEvent.change(screen.getByLabelText('Message'), { target: { value: text } });
    fireEvent.click(screen.getByText('Send'));
  };
  const lines = () => screen.getAllByRole('listitem').map(({ textContent }) => textContent?.trim());
  return { chat, device, pass, write, lines };
}

test('what the other person wrote is there, and what I write reaches the server', async () => {
  const { chat, pass, write, lines } = await openWindow();
  write('Better');
  await pass(100);
  expect(lines()).toEqual(['How is your knee?', 'Better']);
  expect(chat.server.messages.at(-1)?.content).toBe('Better');
});

test('what I write offline is shown at once, and sent when the network is back', async () => {
  const { chat, device, pass, write, lines } = await openWindow();
  device.goOffline();
  write('Better');
  await pass(60_000);
  expect(lines()).toEqual(['How is your knee?', 'Better']);
  expect(chat.server.messages).toHaveLength(1);
  device.comeOnline();
  await pass(5_000);
  expect(chat.server.messages).toHaveLength(2);
});

test('what was refused can be tried again', async () => {
  const { chat, pass, write } = await openWindow();
  chat.server.refuseNext('send_message', 'validation_failed');
  write('Better');
  await pass(100);
  expect(screen.getByText('Try again')).toBeTruthy();
});
