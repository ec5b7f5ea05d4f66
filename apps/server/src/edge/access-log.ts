import type { RequestHandler } from 'express';
import type { Log } from '../operations/log.ts';
import type { Metrics } from '../operations/metrics.ts';
import { requestId } from './request-id.ts';

/** One line per request that was answered. The path holds ids; the query is left out: a token or a name may be in it. */
export function accessLog(log: Log, metrics: Metrics): RequestHandler {
  return (request, response, next) => {
    const startedAt = performance.now();
    response.once('close', () => {
      const ms = performance.now() - startedAt;
      const { method } = request;
      const status = response.writableFinished ? response.statusCode : 499;
      metrics.httpRequest(`${method} ${String(request.route?.path ?? 'other')}`, status, ms / 1_000);
      const path = request.route === undefined ? undefined : request.originalUrl.split('?')[0];
      log.info(
        { requestId: requestId(request), method, path, status, ms: Math.round(ms * 10) / 10 },
        'request',
      );
    });
    next();
  };
}
