import type { Response } from 'express';

/**
 * Says in the header `Link` where the next page of a list is (RFC 8288). For lists whose body is a bare array: it
 * cannot say that there is more.
 *
 * @param query what differs from the query of this page
 */
export function tellNextPage(response: Response, query: Readonly<Record<string, string | number>>): void {
  // The origin is of no account: only path and query are told, and a link may be relative.
  const here = new URL(response.req.originalUrl, 'http://here');
  for (const [name, value] of Object.entries(query)) here.searchParams.set(name, String(value));
  response.append('Link', `<${here.pathname}${here.search}>; rel="next"`);
}
