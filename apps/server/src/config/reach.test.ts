import { expect, it } from 'vitest';
import { mayPostTo, type Reach } from './reach.ts';

const REACHES: readonly Reach[] = ['public', 'loopback', 'private'];
const allowed = (scheme: string, address: string) =>
  REACHES.filter((reach) => mayPostTo(scheme, address, reach)).join(' ');

it.each(['8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2a00:1450::1'])(
  '%s, which is public, is posted to over HTTPS, never in the clear',
  (address) => {
    expect(allowed('https:', address)).toBe('public loopback private');
    expect(allowed('http:', address)).toBe('');
  },
);

it.each(['127.0.0.1', '127.8.9.1', '::1'])('%s, which is this machine, outside of production', (address) => {
  expect(allowed('http:', address)).toBe('loopback private');
});

it.each(['10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1', 'fd12::1'])(
  '%s, which is of a network of one’s own, only where that is said',
  (address) => {
    expect(allowed('http:', address)).toBe('private');
    expect(allowed('https:', address)).toBe('private');
  },
);

it.each([
  ...['0.0.0.0', '169.254.169.254', '192.0.2.1', '198.18.0.1', '203.0.113.9', '224.0.0.1', '255.255.255.255'],
  ...[
    '::',
    '::ffff:10.0.0.1',
    '::ffff:8.8.8.8',
    'fe80::1',
    'ff02::1',
    '64:ff9b::a00:1',
    '2002:a00:1::',
    '2001:db8::1',
  ],
  'a.name.example',
])('%s never', (address) => {
  expect([allowed('https:', address), allowed('http:', address)]).toEqual(['', '']);
});
