import { io, type ManagerOptions } from 'socket.io-client';
import { ChatError } from '../errors.ts';
import { readRefusal } from '../refusal.ts';
import type { OpenSocket, SocketListener, SocketOpener, SocketRequest } from './socket.ts';

/** Sockets of Socket.IO; this file alone knows it. */
export const openSocketIo: SocketOpener = (request, listener) => openWith(request, listener, {});

/**
 * Socket.IO's own reconnection is off: it gives up or keeps its rhythm without knowing of tokens, of sleep, or
 * of a server that asked to wait.
 *
 * @param more further options, as a test in Node needs them to send a cookie
 */
export function openWith(
  request: SocketRequest,
  listener: SocketListener,
  more: Partial<ManagerOptions>,
): OpenSocket {
  if (request.via === 'websocket' && !hasWebSockets()) return noSocket(listener);
  const socket = io(`${request.url}/chat`, {
    ...more,
    forceNew: true,
    reconnection: false,
    transports: request.via === 'websocket' ? ['websocket'] : ['polling', 'websocket'],
    timeout: request.timeoutMs,
    withCredentials: request.withCookies,
    auth: request.auth,
  });
  let isOver = false;
  const end = (leave: () => void, tell: () => void) => {
    if (isOver) return;
    isOver = true;
    leave();
    tell();
  };
  const goodbye = () => void socket.disconnect();
  // The namespace is not told, so that the server sees a transport that is gone.
  const letGo = () => void socket.io.engine?.close();

  socket.on('connect', () => listener.connected());
  socket.on('connect_error', (error: Error & { data?: unknown }) => {
    const { data } = error;
    end(letGo, () => {
      if (typeof data === 'object' && data !== null) listener.refused(refusalOf(data, error));
      else listener.failed(new ChatError('unreachable', 'Cannot connect just now', { cause: error }));
    });
  });
  socket.on('disconnect', (reason) => end(letGo, () => listener.closed(reason)));
  socket.onAny((name: string, payload: unknown) => {
    if (!isOver) listener.event(name, payload);
  });

  return {
    emit: (name, payload, acknowledge) => {
      if (acknowledge === undefined) socket.emit(name, payload);
      else socket.emit(name, payload, acknowledge);
    },
    close: () => end(goodbye, () => {}),
    drop: () => end(letGo, () => {}),
  };
}

/** A browser may lack them; Socket.IO would wait for one until the time is up. Node's come with the library. */
function hasWebSockets(): boolean {
  return !('document' in globalThis) || 'WebSocket' in globalThis;
}

function noSocket(listener: SocketListener): OpenSocket {
  let isOver = false;
  const end = () => {
    isOver = true;
  };
  void Promise.resolve().then(() => {
    if (!isOver) listener.failed(new ChatError('unreachable', 'This browser has no websockets'));
  });
  return { emit: () => {}, close: end, drop: end };
}

/** A server of before says only `Unauthorized`, and says nothing else of a connection. */
function refusalOf(data: object, { message }: Error): ChatError {
  const code = message === 'Unauthorized' ? 'unauthorized' : 'unavailable';
  return readRefusal({ code, message, ...data });
}
