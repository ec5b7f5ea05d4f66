import type { IncomingHttpHeaders } from 'node:http';

/** Which web pages may talk to us: our own and the listed ones, compared exactly. */
export class OriginPolicy {
  private readonly listed: ReadonlySet<string>;

  constructor(origins: readonly string[]) {
    this.listed = new Set(origins);
  }

  isListed(origin: string): boolean {
    return this.listed.has(origin);
  }

  /** Whether the request comes from a page that this very server delivered. */
  isOwn(headers: IncomingHttpHeaders): boolean {
    const { origin, host } = headers;
    if (origin === undefined) return headers['sec-fetch-site'] === 'same-origin';
    return URL.canParse(origin) && new URL(origin).host === host;
  }

  /**
   * Whether the page behind the request may use it. Without `Origin` and `Sec-Fetch-Site` it is not a
   * browser. `same-site` alone is not enough: every port of localhost is one site.
   */
  allows(headers: IncomingHttpHeaders): boolean {
    const { origin } = headers;
    if (origin !== undefined) return this.isListed(origin) || this.isOwn(headers);
    const site = headers['sec-fetch-site'];
    return site === undefined || site === 'same-origin' || site === 'none';
  }
}
