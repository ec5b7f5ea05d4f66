import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { StartupError } from '../../errors/startup-error.ts';
import { DatabaseStoppedError } from './database-stopped-error.ts';

/** What the worker is started with. `create` makes the files and ends, `serve` answers until told to close. */
export interface WorkerTask {
  readonly task: 'create' | 'serve';
  readonly directory: string;
}

/** What the worker is told later on. */
export type WorkerRequest = { readonly session: MessagePort } | { readonly copyTo: string } | 'close';

/** What it says of a copy that it was asked for: where it is, and the system's code if it could not be made. */
export interface CopyAnswer {
  readonly copyTo: string;
  readonly failedWith?: string;
}

export interface EmbeddedServer {
  /** Opens the port of a new session. The newest session is the only one answered. */
  connect(): MessagePort;
  /**
   * Copies the files as they are between two statements; the next one waits for it. A transaction that is open then is
   * not in the copy.
   */
  copyTo(target: string): Promise<void>;
  close(): Promise<void>;
}

interface EmbeddedServerOptions {
  /** Where the database's files are, or will be; its parent must exist and be locked by this process. */
  readonly directory: string;
  readonly onFirstStart: () => void;
  /** The worker died without being asked to: open sessions are closed, new ones refused. */
  readonly onDeath: (error: Error) => void;
}

const CLOSE_TIMEOUT_MS = 3_000;
const UNFINISHED = '.unfinished';

/**
 * Starts PGlite (PostgreSQL in WebAssembly) in a thread of its own, since there it may compute
 * without holding up the sockets. The directory must be locked: PGlite does not notice a second
 * process, and rows of the one overwrite rows of the other.
 *
 * @throws StartupError
 */
export async function startEmbeddedServer(options: EmbeddedServerOptions): Promise<EmbeddedServer> {
  if (!existsSync(options.directory)) await createFiles(options);
  const worker = startWorker({ task: 'serve', directory: options.directory });
  const ended = new Promise<Error>((resolve) => {
    worker.once('error', resolve);
    worker.once('exit', (code) => resolve(new Error(`its worker ended with code ${code}`)));
  });
  const started = await Promise.race([
    ended,
    new Promise<void>((resolve) => worker.once('message', () => resolve())),
  ]);
  if (started) throw cannotStart('open', options.directory, started);

  const ports = new Set<MessagePort>();
  let refusal: Error | undefined;
  let isClosing = false;
  void ended.then((cause) => {
    refusal = new DatabaseStoppedError(`cannot reach the embedded database: ${cause.message}`, { cause });
    for (const port of ports) port.close();
    if (!isClosing) options.onDeath(refusal);
  });

  return {
    connect: () => {
      if (refusal) throw refusal;
      const { port1, port2 } = new MessageChannel();
      ports.add(port1);
      port1.once('close', () => ports.delete(port1));
      worker.postMessage({ session: port2 } satisfies WorkerRequest, [port2]);
      return port1;
    },
    copyTo: (target) =>
      new Promise((resolve, reject) => {
        const listen = (answer: CopyAnswer | 'ready'): void => {
          if (answer === 'ready' || answer.copyTo !== target) return;
          worker.off('message', listen);
          if (answer.failedWith === undefined) resolve();
          else reject(Object.assign(new Error('cannot copy the database'), { code: answer.failedWith }));
        };
        worker.on('message', listen);
        void ended.then(reject);
        worker.postMessage({ copyTo: target } satisfies WorkerRequest);
      }),
    close: async () => {
      isClosing = true;
      worker.postMessage('close' satisfies WorkerRequest);
      const giveUp = setTimeout(() => void worker.terminate(), CLOSE_TIMEOUT_MS);
      await ended;
      clearTimeout(giveUp);
    },
  };
}

/**
 * The files are made beside their final place and moved there when they are complete, so a start that
 * is cut off leaves nothing that looks like a database. A worker of its own makes them, because
 * the memory that it takes, twice that of serving, comes back only with the end of the thread.
 */
async function createFiles({ directory, onFirstStart }: EmbeddedServerOptions): Promise<void> {
  onFirstStart();
  const parent = dirname(directory);
  const unfinished = `${basename(directory)}${UNFINISHED}`;
  for (const name of readdirSync(parent)) {
    if (name.startsWith(unfinished)) rmSync(join(parent, name), { recursive: true, force: true });
  }
  const workshop = join(parent, `${unfinished}-${process.pid}`);
  mkdirSync(workshop, { mode: 0o700 });
  await new Promise<void>((resolve, reject) => {
    const worker = startWorker({ task: 'create', directory: workshop });
    worker.once('error', reject);
    worker.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`the worker ended with code ${code}`)),
    );
  }).catch((cause) => {
    throw cannotStart('create', directory, cause);
  });
  renameSync(workshop, directory);
}

function cannotStart(what: 'create' | 'open', directory: string, cause: Error): StartupError {
  return new StartupError(
    `cannot ${what} the embedded database in ${directory} (${cause.message}); make sure that the disk has room and may be written to, or set DATABASE_URL`,
    { cause },
  );
}

function startWorker(workerData: WorkerTask): Worker {
  // From source Node strips the types itself; in the bundle the worker lies beside us.
  const file = import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js';
  return new Worker(new URL(file, import.meta.url), { workerData, execArgv: [] });
}
