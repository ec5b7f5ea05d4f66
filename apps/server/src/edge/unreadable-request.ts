import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ErrorCode, HttpErrorBody } from '@jiggy-care/protocol';

const REFUSALS: Readonly<Record<string, { status: number; code: ErrorCode; message: string }>> = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    code: 'payload_too_large',
    message: 'The address or the headers of the request are too long',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    code: 'validation_failed',
    message: 'The request took too long to arrive',
  },
};
const NO_REQUEST = {
  status: 400,
  code: 'validation_failed' as const,
  message: 'This is not an HTTP request',
};

/** Answers what Node cannot read as a request, before any of our code sees it, in the form of all refusals. */
export function refuseUnreadable(error: Error & { code?: string }, connection: Duplex): void {
  if (error.code === 'ECONNRESET' || !connection.writable) {
    connection.destroy();
    return;
  }
  const { status, code, message } = REFUSALS[error.code ?? ''] ?? NO_REQUEST;
  const reason = STATUS_CODES[status] ?? 'Error';
  const body: HttpErrorBody = { statusCode: status, message, error: reason, code, requestId: randomUUID() };
  const text = JSON.stringify(body);
  connection.end(
    `HTTP/1.1 ${status} ${reason}\r\nConnection: close\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
  );
}
