import { API_BASE } from '@jiggy-care/protocol/words';
import { ChatError } from './errors.ts';
import type { Http, HttpReply } from './platform/platform.ts';
import { readRefusal } from './refusal.ts';

const TIMEOUT_MS = 15_000;

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
  readonly headers: Record<string, string>;
  readonly credentials: 'include' | 'omit';
}

/**
 * Makes one request and reads its answer as what the route promises.
 *
 * @throws ChatError as the server says it, or `unreachable` when no answer of the server came
 */
export async function callServer<T>({ url, http }: ServerAddress, call: ServerCall): Promise<T> {
  const { method, query, body, headers, credentials } = call;
  let reply: HttpReply;
  let text: string;
  try {
    reply = await http(`${url}${API_BASE}${pathOf(call)}${writeQuery(query)}`, {
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
    // A hotel's sign-in page answers 200 to everything, and so does a page's own development server.
    if (content === undefined) throw notOurs(url);
    return content as T;
  }
  if (!isOurs(content) && !isOfProxy(reply.status, text)) throw notOurs(url);
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
