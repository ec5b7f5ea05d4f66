import { connect, createServer, type Server, type Socket } from 'node:net';

/** What happens to one WebSocket message on its way. `late`: others may overtake it. */
export type Fate = 'pass' | 'drop' | 'double' | { readonly lateMs: number };

/** Decides over each message, by its Engine.IO text, e.g. `42/chat,["new_message",…]` or `43/chat,7[…]`. */
export type Judge = (text: string, direction: 'to-client' | 'to-server') => Fate;

/** A TCP proxy before the server that can read WebSocket frames: loses, doubles, delays, cuts, blocks. */
export class FrameProxy {
  judge: Judge = () => 'pass';
  /** Refuses upgrades, as some company networks do. */
  blocksWebsockets = false;
  /** Refuses everything. */
  isDown = false;
  opened = 0;
  private readonly open = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly target: number,
  ) {
    server.on('connection', (client) => this.serve(client));
  }

  static async before(target: number): Promise<FrameProxy> {
    const server = createServer();
    const proxy = new FrameProxy(server, target);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('the proxy does not listen');
    return `http://127.0.0.1:${address.port}`;
  }

  /** Cuts every connection, without a goodbye. */
  cut(): void {
    for (const socket of [...this.open]) socket.destroy();
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private serve(client: Socket): void {
    this.track(client);
    client.once('data', (head) => {
      const isUpgrade = /^upgrade: websocket\r$/im.test(head.toString('latin1'));
      if (this.isDown || (isUpgrade && this.blocksWebsockets)) {
        client.destroy();
        return;
      }
      const server = this.track(connect(this.target, '127.0.0.1'));
      client.on('close', () => server.destroy());
      server.on('close', () => client.destroy());
      server.write(head);
      if (!isUpgrade) {
        client.pipe(server);
        server.pipe(client);
        return;
      }
      this.opened += 1;
      client.on('data', this.reader(server, 'to-server'));
      server.once('data', (answer) => {
        const end = answer.indexOf('\r\n\r\n') + 4;
        client.write(answer.subarray(0, end));
        const read = this.reader(client, 'to-client');
        if (answer.length > end) read(answer.subarray(end));
        server.on('data', read);
      });
    });
  }

  private reader(to: Socket, direction: 'to-client' | 'to-server'): (chunk: Buffer) => void {
    let rest = Buffer.alloc(0);
    return (chunk) => {
      rest = Buffer.concat([rest, chunk]);
      for (let frame = readFrame(rest); frame !== undefined; frame = readFrame(rest)) {
        const raw = Buffer.from(rest.subarray(0, frame.length));
        rest = rest.subarray(frame.length);
        this.pass(raw, frame.text === undefined ? 'pass' : this.judge(frame.text, direction), to);
      }
    };
  }

  private pass(frame: Buffer, fate: Fate, to: Socket): void {
    if (fate === 'drop') return;
    if (typeof fate === 'object') {
      setTimeout(() => to.writable && to.write(frame), fate.lateMs);
      return;
    }
    to.write(frame);
    if (fate === 'double') to.write(frame);
  }

  private track(socket: Socket): Socket {
    this.open.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => this.open.delete(socket));
    return socket;
  }
}

/** The first frame of what has come so far, if it is whole; its text where it is one. */
function readFrame(
  bytes: Buffer,
): { readonly length: number; readonly text: string | undefined } | undefined {
  if (bytes.length < 2) return undefined;
  const opcode = (bytes[0] ?? 0) & 0x0f;
  const isMasked = ((bytes[1] ?? 0) & 0x80) !== 0;
  let size = (bytes[1] ?? 0) & 0x7f;
  let at = 2;
  if (size === 126) {
    if (bytes.length < 4) return undefined;
    size = bytes.readUInt16BE(2);
    at = 4;
  } else if (size === 127) {
    if (bytes.length < 10) return undefined;
    size = Number(bytes.readBigUInt64BE(2));
    at = 10;
  }
  const maskAt = at;
  if (isMasked) at += 4;
  if (bytes.length < at + size) return undefined;
  if (opcode !== 1) return { length: at + size, text: undefined };
  const payload = Buffer.from(bytes.subarray(at, at + size));
  if (isMasked)
    for (const [index, byte] of payload.entries()) payload[index] = byte ^ (bytes[maskAt + (index % 4)] ?? 0);
  return { length: at + size, text: payload.toString('utf8') };
}
