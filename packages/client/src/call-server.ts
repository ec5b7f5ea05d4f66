import { API_BASE } from '@jiggy-care/protocol/words';
import { ChatError } from './errors.ts';
import type { Http, HttpReply, HttpRequest } from './platform/platform.ts';
import { readRefusal } from './refusal.ts';

const TIMEOUT_MS = 15_000;

type Bytes = NonNullable<HttpRequest['body']>;

/** Where the server is and how to reach it. */
export interface ServerAddress {
  readonly url: string;
  readonly http: Http;
}

export interface ServerCall {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below {@link API_BASE}. */
  readonly path: string;
  /** Stands in the place of the path's parameter. */
  readonly id?: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: unknown;
  /** Of a body of bytes, which is sent as it is; without it, the body is written as JSON. */
  readonly contentType?: string;
  /** For what is large; 15 s if not said otherwise. */
  readonly timeoutMs?: number;
  readonly headers: Record<string, string>;
  readonly credentials: 'include' | 'omit';
}

/**
 * Makes one request and reads its answer as what the route promises.
 *
 * @param read where the answer is no JSON: gives what it is, or its text where it is none
 * @throws ChatError as the server says it, or `unreachable` when no answer of the server came
 */
export async function callServer<T>(
  { url, http }: ServerAddress,
  call: ServerCall,
  read?: (reply: HttpReply) => Promise<T | string>,
): Promise<T> {
  const { method, query, body, contentType, headers, credentials, timeoutMs = TIMEOUT_MS } = call;
  let reply: HttpReply;
  let answer: T | string;
  try {
    reply = await http(`${url}${API_BASE}${pathOf(call)}${writeQuery(query)}`, {
      method,
      headers:
        body === undefined ? headers : { ...headers, 'Content-Type': contentType ?? 'application/json' },
      ...(body === undefined ? {} : { body: contentType ? (body as Bytes) : JSON.stringify(body) }),
      credentials,
      timeoutMs,
      ...(read && { leavesBody: true }),
    });
    answer = await (read ? read(reply) : reply.text());
  } catch (cause) {
    throw new ChatError('unreachable', 'The server cannot be reached just now', { cause });
  }
  if (typeof answer !== 'string') return answer;
  const content = readJson(answer);
  if (reply.status >= 200 && reply.status < 300) {
    if (reply.status === 204 || reply.status === 202) return undefined as T;
    // A hotel's sign-in page answers 200 to everything, and so does a page's own development server.
    if (content === undefined) throw notOurs(url);
    return content as T;
  }
  if (!isOurs(content) && !isOfProxy(reply.status, answer)) throw notOurs(url);
  throw readRefusal(content, { status: reply.status, retryAfterMs: retryAfterMs(reply) });
}

/** An id is a word of the caller, and made safe for a path. */
function pathOf({ path, id }: ServerCall): string {
  return id === undefined ? path : path.replace(/:\w+/, () => encodeURIComponent(id));
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

/** Whether it was written by a Jiggy Care server: nobody else names both. */
function isOurs(content: unknown): boolean {
  const { statusCode, code } = (content ?? {}) as { readonly statusCode?: unknown; readonly code?: unknown };
  return typeof statusCode === 'number' || typeof code === 'string';
}

/** What a proxy may say in front of a server that is there. Its pages for people who are to sign in are none of that. */
function isOfProxy(status: number, text: string): boolean {
  if (status === 401) return !text.trimStart().startsWith('<');
  return status >= 500 || status === 403 || status === 408 || status === 413 || status === 429;
}

function notOurs(url: string): ChatError {
  return new ChatError('unreachable', `No Jiggy Care server answers at ${url}`);
}

/** Seconds, or a date, which is held against the clock that wrote it and not against ours. */
function retryAfterMs({ headers }: HttpReply): number | undefined {
  const header = headers.get('retry-after');
  if (header === null) return undefined;
  const seconds = Number(header);
  return Number.isNaN(seconds) ? Date.parse(header) - Date.parse(headers.get('date') ?? '') : seconds * 1_000;
}
