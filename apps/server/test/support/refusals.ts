import { STATUS_CODES } from 'node:http';
import { type ErrorCode, HttpErrorBody } from '@jiggy-care/protocol';
import { expect } from 'vitest';
import type { Reply } from './api.ts';

const ALLOWED = ['statusCode', 'message', 'error', 'code', 'requestId', 'details', 'retryAfterMs'];
/** Words that only a stack, a driver or a query has. */
const INSIDE_WORDS =
  /\bat .+:\d+:\d+|node_modules|\.ts\b|select |insert |update |syntax error|invalid input syntax|violates|drizzle|postgres|zod|\[object/i;

/**
 * States that the answer is a refusal exactly as documented, and tells nothing of our inside.
 *
 * @returns its body, for whoever looks further
 * @source document, section 10; protocol P12.12, P12.14
 */
export function expectRefusal(reply: Reply<unknown>, status: number, code?: ErrorCode): HttpErrorBody {
  expect(reply.status, reply.text).toBe(status);
  const body = HttpErrorBody.parse(reply.body);
  expect(ALLOWED).toEqual(expect.arrayContaining(Object.keys(body)));
  expect(Object.keys(reply.body as object).filter((key) => !ALLOWED.includes(key))).toEqual([]);
  expect(body).toMatchObject({ statusCode: status, error: STATUS_CODES[status] });
  expect(body.message).toMatch(/^[A-Z].{5,}[^.]$/);
  expect(reply.text).not.toMatch(INSIDE_WORDS);
  expect(reply.headers.get('x-request-id')).toBe(body.requestId);
  if (code !== undefined) expect(body.code).toBe(code);
  return body;
}

/** A validation error, with the paths of the bad fields. */
export function expectInvalid(reply: Reply<unknown>, ...paths: string[]): void {
  const { message, details = [] } = expectRefusal(reply, 400, 'validation_failed');
  expect(message).toBe('Validation failed');
  expect(details.length).toBeGreaterThan(0);
  if (paths.length > 0) expect([...new Set(details.map(({ path }) => path))].sort()).toEqual(paths.sort());
}

/** All that a client can tell two refusals apart by: status, body and headers, without what differs by nature. */
export function fingerprint(reply: Reply<unknown>): string {
  const id = reply.headers.get('x-request-id') ?? 'none';
  const headers = [...reply.headers]
    .filter(([name]) => !['date', 'x-request-id', 'connection', 'keep-alive', 'ratelimit'].includes(name))
    .map(([name, value]) => `${name}: ${value}`);
  return [reply.status, ...headers.sort(), reply.text.replaceAll(id, '-')].join('\n');
}
