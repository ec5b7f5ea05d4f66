import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/** What everyone counts as whose address cannot be read: one common share, so that garbage is no way around a limit. */
const UNKNOWN = 'unknown';

interface Told {
  warn(facts: object, what: string): void;
}

/**
 * Where requests and handshakes come from: the peer's address, or behind proxies what as many of them as are
 * trusted say. What anyone else wrote into the header is not read.
 *
 * @source protocol P13.5
 */
export class ClientAddresses {
  private hasWarned = false;

  constructor(
    private readonly trustedProxies: number,
    private readonly log: Told,
  ) {}

  /** Whose share a request without an identity draws from, see {@link addressBucket}. */
  bucketOf(request: IncomingMessage): string {
    const peer = request.socket.remoteAddress ?? '';
    const header = request.headers['x-forwarded-for'];
    if (this.trustedProxies === 0) {
      if (header !== undefined) this.warnOnce();
      return addressBucket(peer);
    }
    const forwarded = (Array.isArray(header) ? header.join(',') : (header ?? ''))
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '');
    const chain = [...forwarded, peer];
    return addressBucket(chain[Math.max(0, chain.length - 1 - this.trustedProxies)] ?? peer);
  }

  private warnOnce(): void {
    if (this.hasWarned) return;
    this.hasWarned = true;
    this.log.warn(
      {},
      'X-Forwarded-For arrives but TRUST_PROXY is 0: behind a proxy everyone counts as one address. Set ' +
        'TRUST_PROXY to the number of proxies in front.',
    );
  }
}

/**
 * An address as limits count it, however a proxy writes it: with a port, in brackets, as IPv4 in IPv6. One
 * IPv6 customer owns a whole /64 and could change the address with each request, so its first four groups
 * stand for it.
 */
export function addressBucket(written: string): string {
  const address = bareAddress(written);
  if (isIP(address) === 4) return address;
  if (isIP(address) !== 6) return UNKNOWN;
  const groups = groupsOf(address);
  const embedded = groups.slice(0, 6).join(':') === '0:0:0:0:0:ffff' ? groups.slice(6) : undefined;
  if (embedded === undefined) return groups.slice(0, 4).join(':');
  return embedded
    .flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff])
    .join('.');
}

/** The network of an {@link addressBucket}: enough to tell where someone was, without naming the one line. */
export function networkOf(bucket: string): string {
  if (isIP(bucket) === 4) return bucket.replace(/\d+$/, '0/24');
  return bucket === UNKNOWN ? bucket : `${bucket.split(':').slice(0, 3).join(':')}::/48`;
}

function bareAddress(written: string): string {
  const inBrackets = /^"?\[([^\]]*)\](?::\d+)?"?$/.exec(written)?.[1];
  const withoutPort = inBrackets ?? /^([^:]*):\d+$/.exec(written)?.[1] ?? written;
  return withoutPort.replace(/%.*$/, '');
}

/** All eight, in lower case and without leading zeros. */
function groupsOf(address: string): string[] {
  const [left = '', right] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const leading = left === '' ? [] : left.split(':');
  const trailing = right === undefined || right === '' ? [] : right.split(':');
  const zeros = Array<string>(8 - leading.length - trailing.length).fill('0');
  return [...leading, ...zeros, ...trailing];
}
