import { useEffect } from 'react';
import type { ConnectionState } from '../connection/connection-state.ts';
import type { Conversation, Typist } from '../conversation/conversation.ts';
import type { MessageWindow } from '../conversation/message-item.ts';
import type { InboxState } from '../inbox/inbox-entry.ts';
import type { SessionState } from '../session/session.ts';
import { useChatClient } from './chat-provider.tsx';
import { useStore } from './use-store.ts';

/** How things stand with the server. */
export function useConnection(): ConnectionState {
  return useStore(useChatClient().connection);
}

/** Who is signed in. */
export function useSession(): SessionState {
  return useStore(useChatClient().session.state);
}

/** The list of conversations. */
export function useInbox(): InboxState {
  return useStore(useChatClient().inbox.state);
}

/** A conversation that stays open while the component is mounted. */
export function useConversation(id: string): Conversation {
  const conversation = useChatClient().conversation(id);
  useEffect(() => conversation.open(), [conversation]);
  return conversation;
}

/** What to show of a conversation. */
export function useMessages(conversation: Conversation): MessageWindow {
  return useStore(conversation.messages);
}

/** Who is typing. */
export function useTypists(conversation: Conversation): readonly Typist[] {
  return useStore(conversation.typists);
}

/** The unsent text of a conversation and the way to change it; it survives leaving the screen. */
export function useDraft({ draft }: Conversation): [text: string, change: (text: string) => void] {
  return [useStore(draft), draft.set];
}
