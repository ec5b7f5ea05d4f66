import type { RequestHandler } from 'express';
import { DomainError } from '../errors/domain-error.ts';
import { isForPages } from './cors.ts';
import type { OriginPolicy } from './origin-policy.ts';

/** Refuses a request for a name that cannot be ours, see {@link OriginPolicy.knowsHost}. */
export function onlyKnownHost(origins: OriginPolicy): RequestHandler {
  return (request, _response, next) => {
    if (origins.knowsHost(request.headers)) next();
    else
      next(
        DomainError.forbidden(
          'In development this server answers to localhost, to addresses and to the name of its machine. ' +
            'To use another name, add the origin http://<name>:<port> to CORS_ORIGINS',
        ),
      );
  };
}

/** Tells the operator of pages that CORS keeps from reading our answers; their own console says no more. */
export function noteRefusedOrigin(origins: OriginPolicy): RequestHandler {
  return (request, _response, next) => {
    const { origin } = request.headers;
    const isStranger = origin !== undefined && !origins.isListed(origin) && !origins.isOwn(request.headers);
    if (isStranger && isForPages(request.originalUrl)) origins.noteRefused(origin);
    next();
  };
}
