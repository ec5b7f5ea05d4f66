// @vitest-environment jsdom
import { act, cleanup, render, screen } from '@testing-library/react';
import { StrictMode } from 'react';
import { renderToString } from 'react-dom/server';
import { afterEach, expect, test } from 'vitest';
import type { AssembledClient } from '../assembled-client.ts';
import { RECORD } from '../testing/fake-server.ts';
import { makeClient } from '../testing/make-client.ts';
import { ChatProvider, useConnection, useConversation, useInbox, useMessages, useTypists } from './index.ts';

afterEach(cleanup);

function Chat() {
  const { status } = useConnection();
  const { totalUnread } = useInbox();
  const conversation = useConversation(RECORD.id);
  const { items } = useMessages(conversation);
  const typists = useTypists(conversation);
  return (
    <ul aria-label={`${status}, ${totalUnread} unread, ${typists.length} typing`}>
      {items.map(({ key, content, status: rung }) => (
        <li key={key}>{`${content}: ${rung}`}</li>
      ))}
    </ul>
  );
}

const page = (client: AssembledClient) => (
  <StrictMode>
    <ChatProvider client={client}>
      <Chat />
    </ChatProvider>
  </StrictMode>
);

test('in strict mode there is one socket, one join, and the view follows', async () => {
  const { client, server, platform } = makeClient();
  const { unmount } = render(page(client));
  await act(() => platform.clock.pass(100));
  expect(server.links).toHaveLength(1);
  expect(server.asked.filter((what) => what === 'join_conversation')).toHaveLength(1);
  await act(async () => {
    server.write('Good morning');
    client.conversation(RECORD.id).send('Hello');
    await platform.clock.pass(100);
  });
  expect(screen.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([
    'Good morning: sent',
    'Hello: sent',
  ]);
  expect(screen.getByRole('list', { name: 'connected, 1 unread, 0 typing' })).toBeTruthy();
  unmount();
  await platform.clock.pass(10_000);
  expect(server.live).toHaveLength(0);
  expect(platform.clock.waiting).toBe(0);
});

test('rendering on a server connects to nothing', () => {
  const { client, server } = makeClient();
  expect(renderToString(page(client))).toContain('idle, 0 unread, 0 typing');
  expect(server.asked).toEqual([]);
});

test('a hook outside of a provider says what is missing', () => {
  expect(() => renderToString(<Chat />)).toThrow('put a ChatProvider above');
});
