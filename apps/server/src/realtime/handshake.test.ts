import { expect, test } from 'vitest';
import type { AuthenticatorService } from '../auth/authenticator.ts';
import type { Config } from '../config/config.ts';
import { ClientAddresses } from '../edge/client-address.ts';
import { OriginPolicy } from '../edge/origin-policy.ts';
import type { RateLimits } from '../edge/rate-limits.ts';
import type { ChatSocket } from './chat-socket.ts';
import { Handshake } from './handshake.ts';

// Who gets in is told in test/sockets/handshake.test.ts; here is what no socket on loopback can show.

const counted: string[] = [];
const limits = { take: async (rule: string, key: string) => void counted.push(`${rule} ${key}`) };
const handshake = new Handshake(
  { trustedProxies: 1, socketAuth: 'optional' } as Config,
  {} as AuthenticatorService,
  new OriginPolicy([]),
  limits as unknown as RateLimits,
  new ClientAddresses(1, { warn: () => {} }),
);

test('connections without a credential count by the network of their address, behind a proxy too', async () => {
  const socket = {
    handshake: { auth: {} },
    request: {
      headers: { 'x-forwarded-for': '2001:db8:1:2:3:4:5:6' },
      socket: { remoteAddress: '::ffff:127.0.0.1' },
    },
  } as unknown as ChatSocket;
  const arrival = await handshake.examine(socket);
  expect(arrival).toMatchObject({ identity: undefined, address: '2001:db8:1:2' });
  expect(counted).toEqual(['handshake 2001:db8:1:2']);
});
