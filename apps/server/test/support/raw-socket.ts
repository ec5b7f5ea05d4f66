import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE_MS = 15_000;
const TEXT = 1;
const BINARY = 2;
const CLOSE = 8;

interface Opening {
  readonly auth?: Record<string, unknown>;
  readonly headers?: Record<string, string>;
  /** Do not connect to the namespace, only to the server. */
  readonly bare?: boolean;
  /** Upgrade this session of polling, and do not finish it. */
  readonly sid?: string;
}

/**
 * A WebSocket without a library around it: it sends what no client would send, and it can stop reading.
 * It answers the server's pings while it reads.
 */
export class RawSocket {
  /** Every text that came, in the words of Engine.IO: `42/chat,["error",…]`. */
  readonly heard: string[] = [];
  /** The code of the server's close frame, if one came; 1005 where it gives none. */
  closeCode: number | undefined;
  isOpen = true;
  private pending = Buffer.alloc(0);
  private isPaused = false;
  private answersClose = true;

  private constructor(private readonly connection: Socket) {
    connection.on('data', (bytes) => this.take(bytes));
    connection.on('error', () => {});
    connection.on('close', () => {
      this.isOpen = false;
    });
  }

  static async open(server: { readonly port: number }, opening: Opening = {}): Promise<RawSocket> {
    const asking = request({
      host: '127.0.0.1',
      port: server.port,
      path: `/socket.io/?EIO=4&transport=websocket${opening.sid === undefined ? '' : `&sid=${opening.sid}`}`,
      headers: {
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
        ...opening.headers,
      },
    });
    asking.end();
    const connection = await new Promise<[IncomingMessage, Socket, Buffer]>((resolve, reject) => {
      asking.once('upgrade', (...upgraded) => resolve(upgraded as [IncomingMessage, Socket, Buffer]));
      asking.once('response', (response) => reject(new Error(`no upgrade: ${response.statusCode}`)));
      asking.once('error', reject);
    });
    const socket = new RawSocket(connection[1]);
    socket.take(connection[2]);
    if (opening.sid !== undefined) return socket;
    await socket.hears(/^0/);
    if (opening.bare !== true) {
      socket.send(`40/chat,${JSON.stringify(opening.auth ?? {})}`);
      await socket.hears(/^40\/chat,/);
    }
    return socket;
  }

  /** Sends one text frame as it stands. */
  send(text: string): void {
    this.connection.write(frame(TEXT, Buffer.from(text)));
  }

  sendBytes(bytes: Uint8Array): void {
    this.connection.write(frame(BINARY, Buffer.from(bytes)));
  }

  /** Sends an event of the namespace `/chat`. */
  emit(event: string, ...payload: unknown[]): void {
    this.send(`42/chat,${JSON.stringify([event, ...payload])}`);
  }

  /** The first text that fits, come or to come. */
  async hears(pattern: RegExp): Promise<string> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const found = this.heard.find((text) => pattern.test(text));
      if (found !== undefined) return found;
      if (!this.isOpen || Date.now() > deadline) {
        throw new Error(`no ${pattern} came; heard: ${this.heard.join(' ').slice(0, 500) || 'nothing'}`);
      }
      await sleep(5);
    }
  }

  /** The payloads of an event that came so far. */
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into payloads of every shape
  all(event: string): any[] {
    return this.heard
      .filter((text) => text.startsWith(`42/chat,["${event}"`))
      .map((text) => JSON.parse(text.slice('42/chat,'.length))[1]);
  }

  /** Waits until the server has handled all that was sent so far: it answers a question asked now. */
  async settled(): Promise<void> {
    const id = '7d9f6f5e-0000-4000-8000-000000000000';
    const answers = this.all('left_conversation').length;
    this.emit('leave_conversation', { conversationId: id });
    const deadline = Date.now() + PATIENCE_MS;
    while (this.all('left_conversation').length === answers) {
      if (!this.isOpen || Date.now() > deadline) throw new Error('the server does not answer any more');
      await sleep(5);
    }
  }

  /** Stops reading, as a phone does that lost its network: what the server sends stays on the way. */
  pause(): void {
    this.isPaused = true;
    this.connection.pause();
  }

  resume(): void {
    this.isPaused = false;
    this.connection.resume();
  }

  /** Begins to close, in the way of WebSocket. */
  close(code: number): void {
    const payload = Buffer.alloc(2);
    payload.writeUInt16BE(code);
    this.connection.write(frame(CLOSE, payload));
  }

  /** Says nothing to the server's close frame, as a peer does that is asleep. */
  ignoreClose(): void {
    this.answersClose = false;
  }

  async closed(): Promise<void> {
    if (this.isOpen) await once(this.connection, 'close', { signal: AbortSignal.timeout(PATIENCE_MS) });
  }

  destroy(): void {
    this.connection.destroy();
  }

  private take(bytes: Buffer): void {
    this.pending = Buffer.concat([this.pending, bytes]);
    for (let read = readFrame(this.pending); read !== undefined; read = readFrame(this.pending)) {
      this.pending = this.pending.subarray(read.bytes);
      if (read.opcode === CLOSE) {
        this.closeCode = read.payload.length >= 2 ? read.payload.readUInt16BE() : 1005;
        if (this.answersClose) this.connection.end();
      } else if (read.opcode === TEXT) {
        const text = read.payload.toString('utf8');
        if (text === '2' && !this.isPaused) this.send('3');
        else this.heard.push(text);
      }
    }
  }
}

/** A whole frame, masked as those of clients must be. */
function frame(opcode: number, payload: Buffer): Buffer {
  const mask = randomBytes(4);
  const masked = Buffer.from(payload.map((byte, index) => byte ^ (mask[index % 4] as number)));
  return Buffer.concat([Buffer.from([0x80 | opcode]), lengthOf(payload.length), mask, masked]);
}

function lengthOf(bytes: number): Buffer {
  if (bytes < 126) return Buffer.from([0x80 | bytes]);
  const long = bytes > 0xffff;
  const length = Buffer.alloc(long ? 9 : 3);
  length.writeUInt8(0x80 | (long ? 127 : 126));
  if (long) length.writeBigUInt64BE(BigInt(bytes), 1);
  else length.writeUInt16BE(bytes, 1);
  return length;
}

function readFrame(bytes: Buffer): { opcode: number; payload: Buffer; bytes: number } | undefined {
  if (bytes.length < 2) return undefined;
  const short = bytes.readUInt8(1) & 0x7f;
  const start = short === 127 ? 10 : short === 126 ? 4 : 2;
  if (bytes.length < start) return undefined;
  const length =
    short === 127 ? Number(bytes.readBigUInt64BE(2)) : short === 126 ? bytes.readUInt16BE(2) : short;
  if (bytes.length < start + length) return undefined;
  const payload = bytes.subarray(start, start + length);
  return { opcode: bytes.readUInt8(0) & 0x0f, payload, bytes: start + length };
}
