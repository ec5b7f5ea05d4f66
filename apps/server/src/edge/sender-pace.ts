import type { Duplex } from 'node:stream';
import type { Request, Response } from 'express';
import { refuseUnreadable } from './unreadable-request.ts';

/** In each such time the sender must bring {@link PACE_BYTES}, unless it is we who keep it waiting: 17 kbit/s. */
const PACE_MS = 30_000;
const PACE_BYTES = 64 * 1024;
const TIMED_OUT = 'ERR_HTTP_REQUEST_TIMEOUT';

const paced = new WeakSet<object>();

/**
 * Hangs up on who sends too slowly, and on who has not come to an end a while after the answer. Node's own limit, 30 s
 * for a whole request, would be one of size: no photo would ever come over a bad line.
 *
 * @source protocol P12.20
 */
export function keepPace(request: Request, response: Response): void {
  const { socket } = request;
  let before = socket.bytesRead;
  let wasAnswered = false;
  const timer = setInterval(() => {
    if (request.complete) return;
    // What has come and is not taken is waiting for us.
    const isSlow = request.readableLength === 0 && socket.bytesRead - before < PACE_BYTES;
    if (wasAnswered || (isSlow && !response.writableEnded)) hangUp(request, response);
    before = socket.bytesRead;
    wasAnswered = response.writableEnded;
  }, PACE_MS).unref();
  paced.add(socket);
  request.once('close', () => {
    clearInterval(timer);
    paced.delete(socket);
  });
}

/**
 * Whether Node's limit does not hold here. Node tells once of each request that it takes too long, and leaves the rest
 * to whoever listens.
 *
 * @param error of the `clientError` of the server
 */
export function hasItsOwnPace({ code }: { readonly code?: string }, connection: Duplex): boolean {
  return code === TIMED_OUT && paced.has(connection);
}

function hangUp({ socket }: Request, response: Response): void {
  if (response.headersSent) socket.destroy();
  else refuseUnreadable(Object.assign(new Error('too slow'), { code: TIMED_OUT }), socket);
}
