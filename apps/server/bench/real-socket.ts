import { io, type Socket } from 'socket.io-client';
import type { BenchSocket, Heard, Listener } from './wire-socket.ts';

const PATIENCE_MS = 30_000;

/** The client that apps use, by which the hand-written one is checked. */
export class RealSocket implements BenchSocket {
  private readonly socket: Socket;

  private constructor(socket: Socket) {
    this.socket = socket;
  }

  static connect(url: string, token: string): Promise<RealSocket> {
    const socket = io(`${url}/chat`, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      auth: { token },
    });
    return new Promise((resolve, reject) => {
      socket.on('connect_error', reject);
      socket.on('error', (refusal: unknown) => {
        throw new Error(`the server refused something: ${JSON.stringify(refusal)}`);
      });
      socket.on('connect', () => resolve(new RealSocket(socket)));
    });
  }

  on(event: string, listener: Listener): void {
    this.socket.off(event).on(event, listener);
  }

  next(event: string): Promise<Heard> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`${event} does not come`)), PATIENCE_MS);
      this.socket.off(event).once(event, (payload: Heard) => {
        clearTimeout(late);
        resolve(payload);
      });
    });
  }

  emit(event: string, payload: object): void {
    this.socket.emit(event, payload);
  }

  close(): void {
    this.socket.disconnect();
  }
}
