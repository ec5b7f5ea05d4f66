import { expect, it } from 'vitest';
import { saysWhere } from './says-where.ts';

it('a network of the world says where a try came from', () => {
  for (const network of [
    '203.0.113.0/24',
    '2001:db8:1::/48',
    '172.32.0.0/24',
    '100.128.0.0/24',
    '11.0.0.0/24',
  ])
    expect(saysWhere(network), network).toBe(true);
});

it('this machine, a house and a provider in between say nothing', () => {
  for (const network of [
    'unknown',
    '0:0:0::/48',
    '127.0.0.0/24',
    '10.1.2.0/24',
    '192.168.0.0/24',
    '172.16.4.0/24',
    '100.64.0.0/24',
    'fd12:3456:789a::/48',
    'fe80:0:0::/48',
  ])
    expect(saysWhere(network), network).toBe(false);
});
