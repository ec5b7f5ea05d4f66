import { createServer } from 'node:net';

/** Below the ports that relays of tests give out, and those that the system hands out by itself. */
const FIRST = 11_000;
const LAST = 19_999;

/** A TCP port that nobody uses just now, for a process that cannot be asked which one it took. */
export async function findFreePort(address = '127.0.0.1'): Promise<number> {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST + 1));
    if (await isFree(port, address)) return port;
  }
}

async function isFree(port: number, address: string): Promise<boolean> {
  const probe = createServer();
  const isListening = await new Promise<boolean>((resolve, reject) => {
    probe.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(false) : reject(error),
    );
    probe.listen(port, address, () => resolve(true));
  });
  if (isListening) await new Promise((resolve) => probe.close(resolve));
  return isListening;
}
