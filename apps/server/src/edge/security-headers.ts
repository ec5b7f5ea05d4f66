import type { RequestHandler } from 'express';
import helmet, { type HelmetOptions } from 'helmet';
import type { Config } from '../config/config.ts';
import { isLoopback } from './origin-policy.ts';

const NONE = ["'none'"];

/** The API answers data, never pages: nothing of it may run, be framed, or send a form. */
export function securityHeaders({ environment }: Pick<Config, 'environment'>): RequestHandler {
  const production = environment === 'production';
  const options: HelmetOptions = {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: NONE, frameAncestors: NONE, baseUri: NONE, formAction: NONE },
    },
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
    // For this host name alone, and never from a trial: browsers keep it for a year, also for `localhost`.
    strictTransportSecurity: production && { includeSubDomains: false },
  };
  const full = helmet(options);
  // Over plain HTTP, browsers heed these from their own machine alone, and complain of them from any other.
  const plain = helmet({ ...options, crossOriginOpenerPolicy: false, originAgentCluster: false });
  return (request, response, next) => {
    const isHeeded = production || request.secure || isLoopback(request.hostname ?? '');
    (isHeeded ? full : plain)(request, response, next);
  };
}
