import { createChatClient } from '@jiggy-care/client';

const client = createChatClient({ url: 'http://localhost:3000', auth: { kind: 'session' } });
client.connect(); // tries for ever, and is the same however often it is called

document.body.innerHTML = `
  <p>Who are you?</p>
  <button>patient</button> <button>consultant</button>
  <ul></ul>
  <form hidden><input aria-label="Message" required></form>`;
const [notice, list, form, input] = ['p', 'ul', 'form', 'input'].map((tag) => document.querySelector(tag));

for (const button of document.querySelectorAll('button'))
  button.onclick = () => begin(button.textContent).catch(({ message }) => alert(message));

async function begin(role) {
  const me = await client.session.signIn({ email: `${role}@jiggy.demo`, password: 'jiggy-care-demo' });
  await client.inbox.refresh();
  const [{ id, other }] = client.inbox.state.get().entries;
  notice.textContent = `${me.name} writes to ${other.name}`;

  const conversation = client.conversation(id);
  conversation.open(); // joins, loads, stays up to date
  const show = () => list.replaceChildren(...conversation.messages.get().items.map(lineOf));
  conversation.messages.subscribe(show);
  show();
  form.hidden = false;
  form.onsubmit = (event) => {
    event.preventDefault();
    conversation.send(input.value); // shows at once, is sent in order, offline too
    form.reset();
  };
}

function lineOf({ content, isOwn, status }) {
  const line = document.createElement('li');
  line.textContent = isOwn ? `${content} (${status})` : content; // as text, never as HTML
  return line;
}
