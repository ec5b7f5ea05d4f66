import { Duplex } from 'node:stream';
import type { MessagePort } from 'node:worker_threads';
import { DatabaseStoppedError } from './database-stopped-error.ts';

/**
 * What `pg` takes for its socket: PostgreSQL protocol over a port to the embedded server.
 * `pg` writes whole protocol messages and corks those of one query together, so each write
 * is one post that the server can run as it is; nothing needs to be framed.
 */
export class EmbeddedConnection extends Duplex {
  readonly #openPort: () => MessagePort;
  #port: MessagePort | undefined;

  /** @param openPort gives the port of a new session; may throw when the server is gone */
  constructor(openPort: () => MessagePort) {
    super();
    this.#openPort = openPort;
  }

  /** Where to connect to is settled already; `pg` waits for the event `connect`. */
  connect(): this {
    try {
      this.#port = this.#openPort();
    } catch (error) {
      return this.destroy(error as Error);
    }
    this.#port.on('message', (bytes: Uint8Array) => {
      this.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    });
    this.#port.on('close', () => {
      if (!this.writableEnded) this.destroy(new DatabaseStoppedError('the embedded database has stopped'));
    });
    process.nextTick(() => this.emit('connect'));
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  ref(): this {
    this.#port?.ref();
    return this;
  }

  unref(): this {
    this.#port?.unref();
    return this;
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#post([chunk]);
    done();
  }

  override _writev(chunks: { chunk: Buffer }[], done: () => void): void {
    this.#post(chunks.map(({ chunk }) => chunk));
    done();
  }

  override _final(done: () => void): void {
    this.#port?.close();
    this.push(null);
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#port?.close();
    done(error);
  }

  /** Copies first: `pg` cuts its buffers out of a shared pool, which must not be transferred away. */
  #post(chunks: Buffer[]): void {
    const bytes = new Uint8Array(chunks.reduce((size, chunk) => size + chunk.length, 0));
    let offset = 0;
    for (const chunk of chunks) {
      bytes.set(chunk, offset);
      offset += chunk.length;
    }
    this.#port?.postMessage(bytes, [bytes.buffer]);
  }
}
