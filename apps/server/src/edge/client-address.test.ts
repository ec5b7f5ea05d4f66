import type { IncomingMessage } from 'node:http';
import { describe, expect, it, test } from 'vitest';
import { addressBucket, ClientAddresses, networkOf } from './client-address.ts';

it.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['::FFFF:c000:207', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:DB8:1:2::99', '2001:db8:1:2'],
  ['2001:0db8:0001:0002:aaaa:bbbb:cccc:dddd', '2001:db8:1:2'],
  ['2001:db8::1', '2001:db8:0:0'],
  ['::1', '0:0:0:0'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
  // as proxies write them
  ['203.0.113.8:51000', '203.0.113.8'],
  ['203.0.113.8:51001', '203.0.113.8'],
  ['[203.0.113.8]', '203.0.113.8'],
  ['[2001:db8:1:2::9]:5555', '2001:db8:1:2'],
  ['"[2001:db8:1:2::9]:5555"', '2001:db8:1:2'],
  ['[2001:db8:1:2::9]', '2001:db8:1:2'],
  ['[::ffff:203.0.113.8]:443', '203.0.113.8'],
  // what is no address shares one bucket
  ['', 'unknown'],
  ['unknown', 'unknown'],
  ['_hidden', 'unknown'],
  ['a:b', 'unknown'],
  ['1.2.3.4.5', 'unknown'],
  ['203.0.113.8:x', 'unknown'],
  ['2001:db8::1::2', 'unknown'],
  ['[', 'unknown'],
])('limits count %s as %s', (address, bucket) => {
  expect(addressBucket(address)).toBe(bucket);
});

it.each([
  ['192.0.2.7', '192.0.2.0/24'],
  ['2001:db8:1:2', '2001:db8:1::/48'],
  ['unknown', 'unknown'],
])('the network of %s is %s', (bucket, network) => {
  expect(networkOf(bucket)).toBe(network);
});

describe('behind proxies', () => {
  const warnings: string[] = [];
  const addresses = (trusted: number) =>
    new ClientAddresses(trusted, { warn: (_facts, what) => void warnings.push(what) });
  const from = (remoteAddress: string | undefined, forwarded?: string | string[]) =>
    ({
      socket: { remoteAddress },
      headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
    }) as unknown as IncomingMessage;

  test.each([
    ['without a trusted one, what the header says is not read', 0, '203.0.113.9', '192.0.2.1'],
    ['one: the last entry is its word', 1, '198.51.100.7, 203.0.113.9', '203.0.113.9'],
    ['two: the last but one', 2, '198.51.100.7, 203.0.113.9', '198.51.100.7'],
    [
      'what the client itself put in front is not believed',
      1,
      '10.0.0.1,10.0.0.2, 203.0.113.9',
      '203.0.113.9',
    ],
    ['fewer entries than proxies: the first of them', 3, '203.0.113.9', '203.0.113.9'],
    ['an empty header is none', 1, ' , ', '192.0.2.1'],
    ['the port of a client makes it no other client', 1, '203.0.113.9:4711', '203.0.113.9'],
  ])('%s', (_, trusted, header, address) => {
    expect(addresses(trusted).bucketOf(from('192.0.2.1', header))).toBe(address);
  });

  test('the header may come several times', () => {
    expect(addresses(2).bucketOf(from('192.0.2.1', ['198.51.100.7', '203.0.113.9']))).toBe('198.51.100.7');
  });

  test('a connection that is gone already has no address', () => {
    expect(addresses(0).bucketOf(from(undefined))).toBe('unknown');
  });

  test('a proxy that is not trusted is told of, once', () => {
    warnings.length = 0;
    const alone = addresses(0);
    alone.bucketOf(from('192.0.2.1'));
    expect(warnings).toEqual([]);
    alone.bucketOf(from('192.0.2.1', '203.0.113.9'));
    alone.bucketOf(from('192.0.2.1', '203.0.113.9'));
    expect(warnings).toEqual([expect.stringContaining('TRUST_PROXY')]);
    addresses(1).bucketOf(from('192.0.2.1', '203.0.113.9'));
    expect(warnings).toHaveLength(1);
  });
});
