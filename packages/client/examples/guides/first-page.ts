/** The page of docs/sdk/quick-start.md, whole: in a fresh app, this file alone. */
import { ChatError, createChatClient } from '@jiggy-care/client';
import { browserPlatform } from '@jiggy-care/client/browser';

const client = createChatClient({
  url: location.origin, // the server's own address, or a proxy's: see "Your page is on another port"
  auth: { kind: 'cookie' },
  platform: browserPlatform(),
});

const add = <Tag extends keyof HTMLElementTagNameMap>(tag: Tag) =>
  document.body.appendChild(document.createElement(tag));
const [notice, list, form] = [add('p'), add('ul'), add('form')];
const input = form.appendChild(document.createElement('input'));

async function begin(): Promise<void> {
  client.connect(); // tries for ever, and is the same however often it is called
  const person = (await client.session.restore()) ?? (await signIn());
  await client.inbox.refresh();
  const [entry] = client.inbox.state.get().entries;
  if (entry === undefined) throw new Error('Nobody to write to yet: make a booking first');
  notice.textContent = `${person.name} writes to ${entry.other.name}`;

  const conversation = client.conversation(entry.id);
  conversation.open(); // joins, loads, stays up to date
  const show = () => {
    const lines = conversation.messages.get().items.map(({ content, status, isOwn }) => {
      const line = document.createElement('li');
      line.textContent = isOwn ? `${content} (${status})` : content; // as text, never as HTML
      return line;
    });
    list.replaceChildren(...lines);
  };
  conversation.messages.subscribe(show);
  show();
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (input.value.trim() === '') return;
    conversation.send(input.value); // shows at once, is sent in order, offline too
    input.value = '';
  });
}

function signIn() {
  return client.session.signIn({ email: 'patient@jiggy.demo', password: 'jiggy-care-demo' });
}

begin().catch((thrown: unknown) => {
  notice.textContent = thrown instanceof ChatError ? `${thrown.code}: ${thrown.message}` : String(thrown);
});
