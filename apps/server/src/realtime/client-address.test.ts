import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { clientAddress } from './client-address.ts';

const from = (remoteAddress: string | undefined, forwarded?: string | string[]) =>
  ({
    socket: { remoteAddress },
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  }) as unknown as IncomingMessage;

test.each([
  ['without a trusted proxy, what the header says is not read', 0, '203.0.113.9', '192.0.2.1'],
  ['one proxy: the last entry is its word', 1, '198.51.100.7, 203.0.113.9', '203.0.113.9'],
  ['two proxies: the last but one', 2, '198.51.100.7, 203.0.113.9', '198.51.100.7'],
  ['what the client itself put in front is not believed', 1, '10.0.0.1,10.0.0.2, 203.0.113.9', '203.0.113.9'],
  ['fewer entries than proxies: the first of them', 3, '203.0.113.9', '203.0.113.9'],
  ['an empty header is none', 1, ' , ', '192.0.2.1'],
])('%s', (_, trusted, header, address) => {
  expect(clientAddress(from('192.0.2.1', header), trusted)).toBe(address);
});

test('the header may come several times', () => {
  expect(clientAddress(from('192.0.2.1', ['198.51.100.7', '203.0.113.9']), 2)).toBe('198.51.100.7');
});

test('a connection that is gone already has no address', () => {
  expect(clientAddress(from(undefined), 0)).toBe('unknown');
});
