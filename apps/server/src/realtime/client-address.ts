import type { IncomingMessage } from 'node:http';

/** The address of a client behind as many proxies as are trusted; what an untrusted one wrote is not read. */
export function clientAddress(request: IncomingMessage, trustedProxies: number): string {
  const remote = request.socket.remoteAddress ?? 'unknown';
  if (trustedProxies === 0) return remote;
  const header = request.headers['x-forwarded-for'];
  const forwarded = (Array.isArray(header) ? header.join(',') : (header ?? ''))
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const chain = [...forwarded, remote];
  return chain[Math.max(0, chain.length - 1 - trustedProxies)] ?? remote;
}
