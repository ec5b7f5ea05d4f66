import type { Response } from 'express';

/**
 * Cuts a page of a list that is read by `limit` and `offset`, and says where the next is.
 *
 * @param read gives so many of the list; it is asked for one more than the page holds
 */
export async function offsetPage<T>(
  response: Response,
  { limit, offset }: { readonly limit: number; readonly offset: number },
  read: (limit: number) => Promise<T[]>,
): Promise<T[]> {
  const found = await read(limit + 1);
  if (found.length > limit) tellNextPage(response, { limit, offset: offset + limit });
  return found.slice(0, limit);
}

/**
 * Says in the header `Link` where the next page of a list is (RFC 8288). For lists whose body does not
 * say that there is more.
 *
 * @param query what differs from the query of this page
 */
export function tellNextPage(response: Response, query: Readonly<Record<string, string | number>>): void {
  // The origin is of no account: only path and query are told, and a link may be relative.
  const here = new URL(response.req.originalUrl, 'http://here');
  for (const [name, value] of Object.entries(query)) here.searchParams.set(name, String(value));
  response.append('Link', `<${here.pathname}${here.search}>; rel="next"`);
}
