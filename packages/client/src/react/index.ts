'use client';

export { ChatProvider, useChatClient } from './chat-provider.tsx';
export {
  useConnection,
  useConversation,
  useDraft,
  useInbox,
  useMessages,
  useSession,
  useTypists,
} from './hooks.ts';
export { useStore } from './use-store.ts';
