import { createContext, type ReactNode, useContext, useEffect } from 'react';
import type { ChatClient } from '../chat-client.ts';

const Context = createContext<ChatClient | undefined>(undefined);

interface Props {
  readonly client: ChatClient;
  readonly children: ReactNode;
}

/** Makes the client known below it and keeps it connected while mounted. Create the client outside of React. */
export function ChatProvider({ client, children }: Props) {
  useEffect(() => client.connect(), [client]);
  return <Context.Provider value={client}>{children}</Context.Provider>;
}

/** The client of the nearest {@link ChatProvider}. @throws Error outside of one */
export function useChatClient(): ChatClient {
  const client = useContext(Context);
  if (client === undefined) throw new Error('cannot use the chat client: put a ChatProvider above');
  return client;
}
