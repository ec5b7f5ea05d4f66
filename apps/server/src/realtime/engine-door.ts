import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { ErrorCode, HttpErrorBody } from '@jiggy-care/protocol';
import { Injectable } from '@nestjs/common';
import { OriginPolicy } from '../edge/origin-policy.ts';
import { Metrics } from '../operations/metrics.ts';
import type { Connection } from './connection-gate.ts';
import { ConnectionGate } from './connection-gate.ts';
import { SessionBinding } from './session-binding.ts';

interface Refusal {
  readonly status: number;
  readonly code: ErrorCode;
  readonly message: string;
}

const FOREIGN_PAGE: Refusal = {
  status: 403,
  code: 'cross_site',
  message:
    'Origin not allowed: pages of this origin may not connect. If it is yours, add it to CORS_ORIGINS of the server',
};
const JSONP: Refusal = {
  status: 400,
  code: 'validation_failed',
  message: 'JSONP polling is not served: any page could read its answers',
};
const CROWDED: Refusal = {
  status: 429,
  code: 'rate_limited',
  message: 'Too many connections from this address are waiting to be let in, please wait a moment',
};
const NOT_YOURS: Refusal = {
  status: 403,
  code: 'forbidden',
  message: 'This session belongs to another connection: send the credential of its handshake again',
};

/**
 * What every request to the engine of the sockets meets first: handshakes, polls, posts and upgrades alike.
 *
 * @source protocol P5.9 to P5.12
 */
@Injectable()
export class EngineDoor {
  constructor(
    private readonly origins: OriginPolicy,
    private readonly gate: ConnectionGate,
    private readonly binding: SessionBinding,
    private readonly metrics: Metrics,
  ) {}

  /** @param connections of the engine, by their session ids */
  async pass(
    request: IncomingMessage,
    response: ServerResponse,
    connections: Readonly<Record<string, Connection>>,
    next: () => void,
  ): Promise<void> {
    const refusal = await this.judge(request, connections);
    if (refusal === undefined) {
      next();
      return;
    }
    this.metrics.handshakeRefusal(refusal.code);
    refuse(request, response, refusal);
  }

  private async judge(
    request: IncomingMessage,
    connections: Readonly<Record<string, Connection>>,
  ): Promise<Refusal | undefined> {
    if (!this.origins.allows(request.headers)) {
      const { origin } = request.headers;
      if (origin !== undefined && this.origins.knowsHost(request.headers)) this.origins.noteRefused(origin);
      return FOREIGN_PAGE;
    }
    const query = new URL(request.url ?? '/', 'http://localhost').searchParams;
    if (query.has('j')) return JSONP;
    const sids = query.getAll('sid');
    if (sids.length === 0) return this.gate.hasRoomFor(request) ? undefined : CROWDED;
    // The engine takes the last of several.
    const sid = sids.at(-1) as string;
    const connection = Object.hasOwn(connections, sid) ? connections[sid] : undefined;
    if (connection === undefined || (await this.binding.isOf(request, connection))) return undefined;
    return NOT_YOURS;
  }
}

function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  { status, code, message }: Refusal,
): void {
  const reason = STATUS_CODES[status] ?? 'Error';
  const body: HttpErrorBody = { statusCode: status, message, error: reason, code, requestId: randomUUID() };
  const text = JSON.stringify(body);
  const headers = {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(text)),
    'Cache-Control': 'no-store',
    ...(status === 429 ? { 'Retry-After': '10' } : {}),
  };
  if (request.headers.upgrade === undefined) {
    response.writeHead(status, headers).end(text);
    return;
  }
  // The engine's stand-in for the response of an upgrade can say nothing.
  const lines = Object.entries({ Connection: 'close', ...headers }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  request.socket.end(`HTTP/1.1 ${status} ${reason}\r\n${lines.join('\r\n')}\r\n\r\n${text}`);
}
