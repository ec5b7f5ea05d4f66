import type { IncomingHttpHeaders } from 'node:http';
import type { OriginPolicy } from '../edge/origin-policy.ts';
import { DomainError } from '../errors/domain-error.ts';

/**
 * What a request must show before it may change something with a cookie, or be given one: the custom
 * header, which a page of another site cannot send without asking first, and, where the browser tells, a
 * page that may use us.
 *
 * @throws DomainError `cross_site`
 * @source protocol P2.17
 */
export function requireOwnPage(headers: IncomingHttpHeaders, origins: OriginPolicy): void {
  if (headers['x-client-type'] !== 'web') {
    throw new DomainError('cross_site', 'A request with a cookie needs the header X-Client-Type: web');
  }
  if (!origins.allows(headers)) {
    throw new DomainError('cross_site', 'This page may not act with your cookie');
  }
}

/** Whether a request with this method may change something. */
export function isStateChanging(method: string): boolean {
  return method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS';
}
