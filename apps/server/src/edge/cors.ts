import { API_BASE } from '@jiggy-care/protocol';
import type {
  CorsOptions,
  CorsOptionsDelegate,
} from '@nestjs/common/interfaces/external/cors-options.interface.js';
import type { Request } from 'express';

/** What a page may send. */
const DOCUMENTED_HEADERS = [
  'Content-Type',
  'Authorization',
  'X-Access-Token',
  'X-Refresh-Token',
  'X-Client-Type',
];
/** What tracing adds to every request of a page; nothing here reads it. */
const TRACING_HEADERS = ['traceparent', 'tracestate', 'sentry-trace', 'baggage'];
/** For servers alone: a key in a page would be everyone's. */
const NOT_FOR_PAGES = `${API_BASE}/admin/`;

/** Which pages of other origins may read our answers. */
export function cors(origins: readonly string[]): CorsOptionsDelegate<Request> {
  const forPages: CorsOptions = {
    origin: [...origins],
    credentials: true,
    methods: ['GET', 'HEAD', 'PUT', 'PATCH', 'POST', 'DELETE'],
    allowedHeaders: [...DOCUMENTED_HEADERS, ...TRACING_HEADERS],
    exposedHeaders: ['X-Request-Id', 'Retry-After', 'RateLimit', 'RateLimit-Policy', 'Link'],
    maxAge: 600,
  };
  return ({ originalUrl }, callback) =>
    callback(null, isForPages(originalUrl) ? forPages : { origin: false });
}

/** Whether any page may ever read what is answered there. */
export function isForPages(originalUrl: string): boolean {
  return !originalUrl.toLowerCase().startsWith(NOT_FOR_PAGES);
}
