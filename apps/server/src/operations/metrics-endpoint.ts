import { timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { Metrics } from './metrics.ts';

interface Access {
  readonly token: string | undefined;
  /** Whether anyone may look where no token is set. */
  readonly open: boolean;
}

/** `GET /metrics` for Prometheus. To those without the token it is not there. */
export function metricsEndpoint(metrics: Metrics, { token, open }: Access): RequestHandler {
  return (request, response, next) => {
    const allowed = token === undefined ? open : isToken(request.headers.authorization, token);
    if (!allowed) {
      next();
      return;
    }
    metrics.text().then((text) => response.type(metrics.contentType).send(text), next);
  };
}

function isToken(authorization: string | undefined, token: string): boolean {
  const given = Buffer.from(authorization ?? '');
  const expected = Buffer.from(`Bearer ${token}`);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
