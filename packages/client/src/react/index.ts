'use client';

export { useCall, useCallState, useCallTime } from './call-hooks.ts';
export { ChatProvider, useCalls, useChatClient } from './chat-provider.tsx';
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
