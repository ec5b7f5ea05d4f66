import type { Request, Response } from 'express';
import { LINGER_MS } from './unreadable-request.ts';

/**
 * Answers with the connection's last words, maybe before all of the body has come. What is still on its way is thrown
 * away for a moment: a connection that is closed with bytes unread takes the answer with it.
 */
export function answerEarly(request: Request, response: Response, body: object): void {
  response.setHeader('Connection', 'close');
  if (request.complete || request.destroyed) {
    response.json(body);
    return;
  }
  const text = JSON.stringify(body);
  response.type('json').setHeader('Content-Length', Buffer.byteLength(text));
  response.write(text);
  const linger = setTimeout(() => response.end(), LINGER_MS).unref();
  request.once('close', () => {
    clearTimeout(linger);
    response.end();
  });
  request.unpipe();
  request.resume();
}
