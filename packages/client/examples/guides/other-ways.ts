/** The shorter pieces of docs/sdk/quick-start.md, so that they are type-checked. */
import {
  type Auth,
  type ChatClient,
  type ClientToServerEvents,
  consoleLogger,
  createChatClient,
  type ServerToClientEvents,
  toSvelte,
  toVue,
} from '@jiggy-care/client';
import { io, type Socket } from 'socket.io-client';

/** Of `vue`. */
declare const shallowRef: <T>(value: T) => { value: T };
declare const onScopeDispose: (stop: () => void) => void;

export function otherFrameworks(client: ChatClient) {
  const inbox = toSvelte(client.inbox.state); // Svelte: `$inbox.entries`
  const state = toVue(client.connection, shallowRef, onScopeDispose); // Vue, with its own two functions

  return { inbox, state };
}

export function withLog(url: string, auth: Auth): ChatClient {
  const client = createChatClient({ url, auth, logger: consoleLogger('debug') });

  return client;
}

export function byHand(url: string, token: string) {
  const socket: Socket<ServerToClientEvents, ClientToServerEvents> = io(`${url}/chat`, { auth: { token } });

  return socket;
}
