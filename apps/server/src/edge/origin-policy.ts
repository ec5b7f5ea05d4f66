import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';

const LOOPBACK_NAME = /^(.+\.)?localhost$/;
const LOOPBACK = /^(127\.\d+\.\d+\.\d+|\[::1\])$/;
/** Below these, public name servers answer nothing. */
const PRIVATE_SUFFIXES = ['local', 'lan', 'home', 'internal', 'home.arpa'];
const MAX_TOLD = 100;

interface Options {
  /** Whether a page of ours can only have come over HTTPS, or from this very machine. */
  readonly secureOnly?: boolean;
  /** How this machine is called where it has no public name; then no other name can rightly lead here. */
  readonly machine?: string | undefined;
  readonly log?: { warn(facts: object, what: string): void };
}

/** Which web pages may talk to us: our own and the listed ones. */
export class OriginPolicy {
  private readonly listed: ReadonlySet<string>;
  private readonly machineNames: ReadonlySet<string>;
  private readonly told = new Set<string>();

  constructor(
    origins: readonly string[],
    private readonly options: Options = {},
  ) {
    this.listed = new Set(origins);
    const full = options.machine?.toLowerCase() ?? '';
    const name = full.split('.')[0];
    this.machineNames = new Set([full, ...PRIVATE_SUFFIXES.map((suffix) => `${name}.${suffix}`)]);
  }

  /** Compared exactly: browsers write an origin in one way only. */
  isListed(origin: string): boolean {
    return this.listed.has(origin);
  }

  /** Whether the request comes from a page that this very server delivered. */
  isOwn(headers: IncomingHttpHeaders): boolean {
    if (!this.knowsHost(headers)) return false;
    const { origin, host } = headers;
    if (origin === undefined) return headers['sec-fetch-site'] === 'same-origin';
    const page = parsed(origin);
    const here = page && parsed(`${page.protocol}//${host}`);
    if (page === undefined || here === undefined || !/^https?:$/.test(page.protocol)) return false;
    const isSecure = page.protocol === 'https:' || isLoopback(page.hostname);
    return (
      (isSecure || this.options.secureOnly !== true) &&
      page.hostname === here.hostname &&
      portOf(page) === portOf(here)
    );
  }

  /**
   * Whether the page behind the request may use it. Without `Origin` and `Sec-Fetch-Site` it is not a
   * browser. `same-site` alone is not enough: every port of localhost is one site.
   */
  allows(headers: IncomingHttpHeaders): boolean {
    if (!this.knowsHost(headers)) return false;
    const { origin } = headers;
    if (origin !== undefined) return this.isListed(origin) || this.isOwn(headers);
    const site = headers['sec-fetch-site'];
    return site === undefined || site === 'same-origin' || site === 'none';
  }

  /**
   * Whether the name by which we were asked can be ours. A page whose name was made to lead to this machine
   * (DNS rebinding) counts as our own page for its browser, so the name is all that gives it away. A page that came
   * over HTTPS was delivered by a proxy with a certificate for that name, and is none of those; nor is a name without
   * a dot, which no public name server has.
   */
  knowsHost({ host, origin }: IncomingHttpHeaders): boolean {
    if (this.options.machine === undefined || host === undefined) return true;
    if (origin?.startsWith('https://') === true) return true;
    const name = parsed(`http://${host}`)?.hostname ?? '';
    return (
      LOOPBACK_NAME.test(name) ||
      isIP(name.replace(/^\[(.*)\]$/, '$1')) !== 0 ||
      (name !== '' && !name.includes('.')) ||
      this.machineNames.has(name) ||
      this.isListed(`http://${host}`.toLowerCase())
    );
  }

  /** Tells the operator, once for each origin, that a page was refused and which setting lets it in. */
  noteRefused(origin: string): void {
    const name = (parsed(origin)?.origin ?? 'null').slice(0, 200);
    const shown = name === 'null' ? origin.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 200) : name;
    if (this.told.has(shown) || this.told.size >= MAX_TOLD) return;
    this.told.add(shown);
    this.options.log?.warn(
      { origin: shown },
      'a page of another origin was refused: if it is yours, add its origin to CORS_ORIGINS',
    );
  }
}

function parsed(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** @param hostname as `URL` writes it: IPv6 addresses in brackets */
export function isLoopback(hostname: string): boolean {
  return LOOPBACK_NAME.test(hostname) || LOOPBACK.test(hostname);
}

/** Proxies write a default port into `Host`, and sometimes that of the other scheme; browsers write none. */
function portOf({ port }: URL): string {
  return port === '80' || port === '443' ? '' : port;
}
