import { ChatError, type ChatErrorCode, type FieldFault } from './errors.ts';
import type { Http, HttpReply } from './platform/platform.ts';

const API_BASE = '/api/v1';
const TIMEOUT_MS = 15_000;

/** Where the server is and how to reach it. */
export interface ServerAddress {
  readonly url: string;
  readonly http: Http;
}

export interface ServerCall {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below `/api/v1`, with its parameters filled in. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: unknown;
  readonly headers: Record<string, string>;
  readonly credentials: 'include' | 'omit';
}

/**
 * Makes one request and reads its answer as what the route promises.
 *
 * @throws ChatError as the server says it, or `unreachable` when no answer of the server came
 */
export async function callServer<T>({ url, http }: ServerAddress, call: ServerCall): Promise<T> {
  const { method, path, query, body, headers, credentials } = call;
  let reply: HttpReply;
  let text: string;
  try {
    reply = await http(`${url}${API_BASE}${path}${writeQuery(query)}`, {
      method,
      headers: body === undefined ? headers : { ...headers, 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      credentials,
      timeoutMs: TIMEOUT_MS,
    });
    text = await reply.text();
  } catch (cause) {
    throw new ChatError('unreachable', 'The server cannot be reached just now', { cause });
  }
  const content = readJson(text);
  if (reply.status >= 200 && reply.status < 300) {
    if (reply.status === 204) return undefined as T;
    // A hotel's sign-in page answers 200 to everything.
    if (content === undefined) throw new ChatError('unreachable', 'The answer did not come from the server');
    return content as T;
  }
  throw refusalOf(reply, content);
}

/** Ids and other words of the caller, made safe for a path. */
export function inPath(word: string): string {
  return encodeURIComponent(word);
}

function writeQuery(query: ServerCall['query'] = {}): string {
  const parts = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(String(value))}`],
  );
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refusalOf(reply: HttpReply, content: unknown): ChatError {
  const body = (typeof content === 'object' && content !== null ? content : {}) as {
    readonly message?: unknown;
    readonly code?: unknown;
    readonly requestId?: unknown;
    readonly retryAfterMs?: unknown;
    readonly details?: unknown;
  };
  const code = typeof body.code === 'string' ? (body.code as ChatErrorCode) : codeOfStatus(reply.status);
  const message = typeof body.message === 'string' ? body.message : 'The server could not do that';
  return new ChatError(code, message, {
    status: reply.status,
    retryAfterMs:
      typeof body.retryAfterMs === 'number'
        ? body.retryAfterMs
        : retryAfterMs(reply.headers.get('retry-after')),
    requestId: typeof body.requestId === 'string' ? body.requestId : undefined,
    details: Array.isArray(body.details) ? (body.details as FieldFault[]) : undefined,
  });
}

/** For answers that are not the server's own: a proxy's, mostly. */
function codeOfStatus(status: number): ChatErrorCode {
  if (status === 401) return 'unauthorized';
  if (status === 403) return 'forbidden';
  if (status === 404) return 'not_found';
  if (status === 413) return 'payload_too_large';
  if (status === 429) return 'rate_limited';
  if (status === 500) return 'internal';
  return status > 500 ? 'unavailable' : 'validation_failed';
}

function retryAfterMs(header: string | null): number | undefined {
  const seconds = Number(header ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1_000 : undefined;
}
