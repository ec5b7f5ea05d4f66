import type { Request, RequestHandler } from 'express';
import type { Log } from '../operations/log.ts';
import type { Metrics } from '../operations/metrics.ts';
import { accountOf } from './accounts.ts';
import { type ClientAddresses, networkOf } from './client-address.ts';
import { requestId } from './request-id.ts';

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** One line per request that was answered: who looked at what, and from where; those for files and pages are told only to who asks for details. */
export function accessLog(log: Log, metrics: Metrics, addresses: ClientAddresses): RequestHandler {
  return (request, response, next) => {
    const startedAt = performance.now();
    const network = networkOf(addresses.bucketOf(request)); // while the connection has an address
    response.once('close', () => {
      const ms = performance.now() - startedAt;
      const { method } = request;
      const status = response.writableFinished ? response.statusCode : 499;
      metrics.httpRequest(`${method} ${String(request.route?.path ?? 'other')}`, status, ms / 1_000);
      const level = request.route === undefined && status < 400 ? 'debug' : 'info';
      log[level](
        {
          requestId: requestId(request),
          method,
          path: loggedPath(request),
          status,
          ms: Math.round(ms * 10) / 10,
          userId: accountOf(request),
          network,
        },
        'request',
      );
    });
    next();
  };
}

/** The path of the route with the ids that were asked for. All else a client may write there, a token or a name, is left out. */
function loggedPath({ route, originalUrl }: Request): string | undefined {
  const template: unknown = route?.path;
  if (typeof template !== 'string') return undefined;
  const asked = originalUrl.split('?')[0]?.split('/') ?? [];
  return template
    .split('/')
    .map((part, index) => (part.startsWith(':') && ID.test(asked[index] ?? '') ? asked[index] : part))
    .join('/');
}
