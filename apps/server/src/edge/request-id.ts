import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler } from 'express';

const ids = new WeakMap<object, string>();

/** Gives each request an id that its answer, its errors and its log lines carry. */
export const assignRequestId: RequestHandler = (request, response, next) => {
  response.setHeader('X-Request-Id', requestId(request));
  next();
};

export function requestId(request: Request): string {
  let id = ids.get(request);
  if (id === undefined) {
    id = randomUUID();
    ids.set(request, id);
  }
  return id;
}
