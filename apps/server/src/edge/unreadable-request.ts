import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ErrorCode, HttpErrorBody } from '@jiggy-care/protocol';

interface UnreadableRefusal {
  readonly status: number;
  readonly code: ErrorCode;
  readonly message: string;
}

/** Any request may meet it. */
export const HEADERS_TOO_LONG: UnreadableRefusal = {
  status: 431,
  code: 'payload_too_large',
  message: 'The address or the headers of the request are too long',
};

const REFUSALS: Readonly<Record<string, UnreadableRefusal>> = {
  HPE_HEADER_OVERFLOW: HEADERS_TOO_LONG,
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    code: 'validation_failed',
    message: 'The request took too long to arrive',
  },
};
const NO_REQUEST: UnreadableRefusal = {
  status: 400,
  code: 'validation_failed',
  message: 'This is not an HTTP request',
};

/** For so long the other side may read the answer; who does not hang up by then is hung up on. */
export const LINGER_MS = 1_000;

/**
 * Answers what Node cannot read as a request, before any of our code sees it, in the form of all refusals.
 * The connection is gone soon after, whatever the other side does: half closed ones would be held for ever.
 */
export function refuseUnreadable(
  error: Error & { code?: string },
  connection: Duplex,
  lingerMs = LINGER_MS,
): void {
  if (error.code === 'ECONNRESET' || !connection.writable) {
    connection.destroy();
    return;
  }
  const { status, code, message } = REFUSALS[error.code ?? ''] ?? NO_REQUEST;
  const requestId = randomUUID();
  const reason = STATUS_CODES[status] ?? 'Error';
  const body: HttpErrorBody = { statusCode: status, message, error: reason, code, requestId };
  const text = JSON.stringify(body);
  const head = [
    `HTTP/1.1 ${status} ${reason}`,
    'Connection: close',
    'Cache-Control: no-store',
    `X-Request-Id: ${requestId}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(text)}`,
  ];
  connection.end(`${head.join('\r\n')}\r\n\r\n${text}`);
  const hangUp = setTimeout(() => connection.destroy(), lingerMs).unref();
  connection.once('close', () => clearTimeout(hangUp));
}
