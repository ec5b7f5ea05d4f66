import type { Request } from 'express';

/** Whose bucket a request without an identity draws from, see {@link addressBucket}. */
export function clientAddress(request: Request): string {
  return addressBucket(request.ip ?? '');
}

/**
 * An address as limits count it. One IPv6 customer owns a whole /64 and could change the address with each
 * request, so its first four groups stand for it.
 */
export function addressBucket(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '').replace(/%.*$/, '');
  if (!plain.includes(':')) return plain || 'unknown';
  const [left = '', right] = plain.split('::');
  const leading = left === '' ? [] : left.split(':');
  const trailing = right === undefined || right === '' ? [] : right.split(':');
  const zeros = right === undefined ? 0 : Math.max(0, 8 - leading.length - trailing.length);
  const groups = [...leading, ...Array<string>(zeros).fill('0'), ...trailing];
  return groups
    .slice(0, 4)
    .map((group) => group.toLowerCase().replace(/^0+(?=.)/, ''))
    .join(':');
}
