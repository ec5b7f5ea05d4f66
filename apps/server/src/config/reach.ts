import { BlockList, isIP } from 'node:net';

/** Which addresses beside those of the public Internet may be posted to: none, this machine's, all but the useless. */
export type Reach = 'public' | 'loopback' | 'private';

type Kind = Reach | 'never';

const LOOPBACK = rangesOf('127.0.0.0/8', '::1/128');
const PRIVATE = rangesOf('10.0.0.0/8', '100.64.0.0/10', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7');
/** All of IPv6 that is given out; what is not in it, such as link-local or mapped addresses, is for no receiver. */
const GIVEN_OUT = rangesOf('2000::/3');
/** This network, link-local (where clouds keep their secrets), documentation, tests, tunnels, multicast, reserved. */
const NEVER = rangesOf(
  ...['0.0.0.0/8', '169.254.0.0/16', '192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '198.18.0.0/15'],
  ...['198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/3', '2001::/23', '2001:db8::/32', '2002::/16'],
);

/**
 * Whether anything may be posted to this address. It must be asked of the address that is connected to, since a name may lead
 * anywhere. Plain HTTP never leaves the networks that are one's own.
 *
 * @param scheme  `https:` or `http:`
 * @param address of IPv4 or IPv6, without brackets
 */
export function mayPostTo(scheme: string, address: string, reach: Reach): boolean {
  const kind = kindOf(address);
  if (kind === 'public') return scheme === 'https:';
  if (kind === 'loopback') return reach !== 'public';
  return kind === reach;
}

function kindOf(address: string): Kind {
  const version = isIP(address);
  if (version === 0) return 'never';
  const family = version === 4 ? 'ipv4' : 'ipv6';
  const isIn = (ranges: BlockList) => ranges.check(address, family);
  // Rules of IPv4 also hold for an address that is mapped into IPv6, which is never one.
  if (version === 6 && /^::ffff:/i.test(address)) return 'never';
  if (isIn(LOOPBACK)) return 'loopback';
  if (isIn(PRIVATE)) return 'private';
  if (isIn(NEVER) || (version === 6 && !isIn(GIVEN_OUT))) return 'never';
  return 'public';
}

function rangesOf(...ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [network, bits] = range.split('/') as [string, string];
    list.addSubnet(network, Number(bits), network.includes(':') ? 'ipv6' : 'ipv4');
  }
  return list;
}
