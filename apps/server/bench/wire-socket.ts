import WebSocket from 'ws';

/** A person's connection, as the measurements use it. */
export interface BenchSocket {
  on(event: string, listener: Listener): void;
  /** Resolves with the payload of the next event of this name; a server that never sends it ends the run. */
  next(event: string): Promise<Heard>;
  emit(event: string, payload: object): void;
  close(): void;
}

/** What an event brought: as text, or as the real client has read it. */
export type Heard = string | object;
export type Listener = (payload: Heard) => void;

const PATIENCE_MS = 30_000;

/**
 * A client of Socket.IO that does no more than the load needs: engine.io 4 and Socket.IO 5 over one websocket, written
 * by hand, so that on two cores what is measured is the server and not its clients. An event's payload is handed over
 * as it came, for the listener to parse or not.
 */
export class WireSocket implements BenchSocket {
  private readonly listeners = new Map<string, (payload: string) => void>();
  private readonly socket: WebSocket;
  private isClosing = false;
  onLost: () => void = () => {};

  private constructor(socket: WebSocket) {
    this.socket = socket;
  }

  /** Resolves once the namespace has let it in. */
  static connect(url: string, token: string): Promise<WireSocket> {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`, {
      perMessageDeflate: false,
    });
    const wire = new WireSocket(socket);
    return new Promise((resolve, reject) => {
      socket.on('error', reject);
      socket.on('close', (code) => {
        reject(new Error(`a socket was closed with ${code}`));
        if (!wire.isClosing) wire.onLost();
      });
      socket.on('message', (data: Buffer) => {
        const text = data.toString();
        if (text.startsWith('42')) wire.hear(text);
        else if (text === '2') socket.send('3');
        else if (text.startsWith('0')) socket.send(`40/chat,${JSON.stringify({ token })}`);
        else if (text.startsWith('40')) resolve(wire);
        else if (text.startsWith('44')) reject(new Error(`a socket was refused: ${text}`));
      });
    });
  }

  on(event: string, listener: (payload: string) => void): void {
    this.listeners.set(event, listener);
  }

  next(event: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`${event} does not come`)), PATIENCE_MS);
      this.on(event, (payload) => {
        clearTimeout(late);
        this.listeners.delete(event);
        resolve(payload);
      });
    });
  }

  emit(event: string, payload: object): void {
    this.socket.send(`42/chat,["${event}",${JSON.stringify(payload)}]`);
  }

  close(): void {
    this.isClosing = true;
    this.socket.terminate();
  }

  private hear(text: string): void {
    const end = text.indexOf('"', 10);
    const event = text.slice(10, end);
    if (event === 'error') throw new Error(`the server refused something: ${text}`);
    this.listeners.get(event)?.(text.slice(end + 2, -1));
  }
}
