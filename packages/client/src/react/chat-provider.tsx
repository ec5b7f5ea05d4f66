import { createContext, type ReactNode, useContext, useEffect } from 'react';
import type { Calls } from '../call/calls.ts';
import type { ChatClient } from '../chat-client.ts';

const ClientContext = createContext<ChatClient | undefined>(undefined);
const CallsContext = createContext<Calls | undefined>(undefined);

interface Props {
  readonly client: ChatClient;
  /** What `createCalls` made of the same client, where the app can call. */
  readonly calls?: Calls | undefined;
  readonly children: ReactNode;
}

/** Makes the client known below it and keeps it connected while mounted. Create the client outside of React. */
export function ChatProvider({ client, calls, children }: Props) {
  useEffect(() => client.connect(), [client]);
  return (
    <ClientContext.Provider value={client}>
      <CallsContext.Provider value={calls}>{children}</CallsContext.Provider>
    </ClientContext.Provider>
  );
}

/** The client of the nearest {@link ChatProvider}. @throws Error outside of one */
export function useChatClient(): ChatClient {
  const client = useContext(ClientContext);
  if (client === undefined) throw new Error('cannot use the chat client: put a ChatProvider above');
  return client;
}

/** The calls of the nearest {@link ChatProvider}. @throws Error where it was given none */
export function useCalls(): Calls {
  const calls = useContext(CallsContext);
  if (calls === undefined) throw new Error('cannot use calls: give them to the ChatProvider above');
  return calls;
}
