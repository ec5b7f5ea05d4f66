import { constants, cpSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import type { CopyAnswer, WorkerRequest, WorkerTask } from './embedded-server.ts';
import { asksForReadiness, isReady, isStartup, STARTUP, SYNC, simpleQuery } from './wire-messages.ts';

// Runs as the entry of a worker thread. From source Node strips its types, so only syntax that
// can be erased and imports with their file ending are possible here and in what it imports.

const CHUNK_BYTES = 64 * 1024;

// PGlite's defaults are made for big databases in browsers: 128 MB of buffers, 1 GB of log.
const SMALL_BUFFERS = ['shared_buffers=8MB', 'max_wal_size=64MB', 'min_wal_size=32MB'];

// V8 13 takes 600 MB and half a second to optimise one huge function of PostgreSQL, which would end
// the process on a small machine. Unoptimised, long scans take 1.6 times as long, short statements no longer.
setFlagsFromString('--no-wasm-tier-up');
setFlagsFromString('--no-wasm-dynamic-tiering');

const { task, directory } = workerData as WorkerTask;
const database = await PGlite.create({
  dataDir: directory,
  startParams: [...PGlite.defaultStartParams, ...SMALL_BUFFERS.flatMap((setting) => ['-c', setting])],
});
let current: MessagePort | undefined;

if (task === 'create') await close();
else serve();

function serve(): void {
  parentPort?.on('message', (request: WorkerRequest) => {
    if (request === 'close') void close();
    else if ('copyTo' in request) parentPort?.postMessage(copyFiles(request.copyTo));
    else openSession(request.session);
  });
  parentPort?.postMessage('ready');
}

function openSession(port: MessagePort): void {
  port.on('message', (bytes: Uint8Array) => {
    if (isStartup(bytes)) {
      current = port;
      forgetSession();
      answer(port, STARTUP);
    } else if (port === current) {
      answer(port, bytes);
    }
  });
}

/**
 * Nothing runs in this thread meanwhile, and what was committed has been written to the files: the copy is what a crash
 * at this moment would leave, which PostgreSQL recovers from at its next start.
 */
function copyFiles(copyTo: string): CopyAnswer {
  try {
    cpSync(directory, copyTo, { recursive: true, mode: constants.COPYFILE_FICLONE });
    return { copyTo };
  } catch (error) {
    return { copyTo, failedWith: (error as NodeJS.ErrnoException).code ?? 'unknown' };
  }
}

/** PGlite has one session for its whole life: what the last client left in it must go before the next. */
function forgetSession(): void {
  for (const message of [SYNC, simpleQuery('rollback'), simpleQuery('discard all')]) run(message, () => {});
}

/** Posts the answer while it grows, so that the main thread reads the first rows meanwhile. */
function answer(port: MessagePort, request: Uint8Array): void {
  let chunk = new Uint8Array(4 * 1024);
  let size = 0;
  const post = (): void => {
    const bytes = size === chunk.length ? chunk : chunk.slice(0, size);
    port.postMessage(bytes, [bytes.buffer]);
  };
  const isComplete = run(request, (bytes) => {
    if (size > 0 && size + bytes.length > CHUNK_BYTES) {
      post();
      chunk = new Uint8Array(CHUNK_BYTES);
      size = 0;
    }
    if (size + bytes.length > chunk.length) {
      const larger = new Uint8Array(Math.max(CHUNK_BYTES, size + bytes.length));
      larger.set(chunk.subarray(0, size));
      chunk = larger;
    }
    chunk.set(bytes, size);
    size += bytes.length;
  });
  if (size > 0) post();
  if (!isComplete) throw new Error('it broke off in the middle of an answer');
}

/**
 * Runs protocol messages to their end, synchronously up to the last byte. The streaming call is
 * used since the plain one parses every answer and keeps it for ever (PGlite 0.5.16).
 *
 * @returns whether the database is ready for the next request, where this one asked for that. It is
 *          not after a panic (a full disk, say), which PGlite swallows: waiting would be for ever.
 */
function run(request: Uint8Array, onBytes: (bytes: Uint8Array) => void): boolean {
  let ending: Uint8Array = new Uint8Array(0);
  void database.execProtocolRawStream(request, {
    syncToFs: false, // the files are written through already; this would only wait a turn
    onRawData: (bytes) => {
      onBytes(bytes);
      ending = bytes.length < 6 ? Uint8Array.of(...ending, ...bytes).slice(-6) : bytes.slice(-6);
    },
  });
  return !asksForReadiness(request) || isReady(ending);
}

async function close(): Promise<void> {
  run(simpleQuery('checkpoint'), () => {});
  await database.close();
  process.exit(0);
}
