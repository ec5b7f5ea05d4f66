import { createChatClient } from '@jiggy-care/client';
import {
  ChatProvider,
  useConversation,
  useDraft,
  useInbox,
  useMessages,
  useSession,
} from '@jiggy-care/client/react';

const client = createChatClient({ url: 'http://localhost:3000', auth: { kind: 'session' } });

export default function App() {
  return (
    <ChatProvider client={client}>
      <Chat />
    </ChatProvider>
  );
}

function Chat() {
  const { user } = useSession();
  const [entry] = useInbox().entries;
  if (user === undefined) return <SignIn />;
  if (entry === undefined) return <p>One moment…</p>;
  return <Conversation id={entry.id} title={`${user.name} writes to ${entry.other.name}`} />;
}

function SignIn() {
  const signIn = (role: string) =>
    client.session
      .signIn({ email: `${role}@jiggy.demo`, password: 'jiggy-care-demo' })
      .catch(({ message }) => alert(message));
  return (
    <>
      <p>Who are you?</p>
      {['patient', 'consultant'].map((role) => (
        <button key={role} type="button" onClick={() => signIn(role)}>
          {role}
        </button>
      ))}
    </>
  );
}

function Conversation({ id, title }: { id: string; title: string }) {
  const conversation = useConversation(id); // open while mounted
  const { items } = useMessages(conversation);
  const [draft, setDraft] = useDraft(conversation);
  const send = (event: { preventDefault(): void }) => {
    event.preventDefault();
    conversation.send(draft); // shows at once, is sent in order, offline too
    setDraft('');
  };
  return (
    <>
      <p>{title}</p>
      <ul>
        {items.map(({ key, content, isOwn, status }) => (
          <li key={key}>{isOwn ? `${content} (${status})` : content}</li>
        ))}
      </ul>
      <form onSubmit={send}>
        <input
          aria-label="Message"
          required
          value={draft}
          onChange={({ target }) => setDraft(target.value)}
        />
      </form>
    </>
  );
}
