import { useConversation, useDraft, useMessages } from '@jiggy-care/client/react';

/** What is tested in `chat-window.test.tsx`. */
export function ChatWindow({ id }: { readonly id: string }) {
  const conversation = useConversation(id);
  const { items } = useMessages(conversation);
  const [draft, setDraft] = useDraft(conversation);
  const send = (event: { preventDefault(): void }) => {
    event.preventDefault();
    conversation.send(draft);
    setDraft('');
  };
  return (
    <form onSubmit={send}>
      <ul>
        {items.map(({ key, content, status }) => (
          <li key={key}>
            {content} {status === 'failed' && <button type="button">Try again</button>}
          </li>
        ))}
      </ul>
      <input aria-label="Message" value={draft} onChange={({ target }) => setDraft(target.value)} />
      <button type="submit">Send</button>
    </form>
  );
}
