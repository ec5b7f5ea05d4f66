/** The code of docs/sdk/quick-start.md and offline.md, so that it is type-checked. */
import { createChatClient, type InboxState, type MessageItem } from '@jiggy-care/client';
import { browserPlatform } from '@jiggy-care/client/browser';

interface Page {
  showInbox(inbox: InboxState): void;
  showMessages(items: readonly MessageItem[]): void;
}

export async function begin({ showInbox, showMessages }: Page, bookingId: string): Promise<void> {
  const client = createChatClient({
    url: location.origin,
    auth: { kind: 'cookie' },
    platform: browserPlatform(),
  });

  const release = client.connect(); // tries for ever; `release()` undoes it
  await client.session.signIn({ email: 'patient@jiggy.demo', password: 'jiggy-care-demo' });

  client.inbox.state.subscribe(() => showInbox(client.inbox.state.get()));

  const conversation = client.conversation(await client.inbox.open(bookingId));
  const close = conversation.open(); // joins, loads, stays up to date
  conversation.messages.subscribe(() => showMessages(conversation.messages.get().items));
  conversation.send('Good morning'); // shows at once, is sent in order, offline too

  addEventListener('beforeunload', (event) => {
    if (client.outbox.losesOnLeave) event.preventDefault();
  });

  await client.device.trust(true);

  addEventListener('pagehide', () => {
    close();
    release();
  });
}
