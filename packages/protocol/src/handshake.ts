import { z } from 'zod';
import { LIMITS } from './limits.ts';
import { IsoTime } from './scalars.ts';

/** `auth` of the Socket.IO handshake. All of it is optional; a bad token is refused, never ignored. */
export const HandshakeAuth = z.object({
  token: z.string().max(4_096).nullish().describe('An access token.'),
  client: z
    .union([
      z.string().max(LIMITS.deviceIdChars * 2),
      z.object({ name: z.string().max(LIMITS.deviceIdChars), version: z.string().max(LIMITS.deviceIdChars) }),
    ])
    .nullish()
    .describe('name/version. Such a client queues candidates itself and knows every reason of `call:ended`.'),
  deviceId: z
    .string()
    .min(1)
    .max(LIMITS.deviceIdChars)
    .nullish()
    .describe('Names this device, so that a call finds it again after a lost connection.'),
});

export const RenewPayload = z
  .object({ token: z.string().min(1).max(4_096).describe('A fresh access token.') })
  .meta({ id: 'AuthRenew' });
export const ExpiryPayload = z
  .object({ expiresAt: IsoTime.describe('When the token ends.') })
  .meta({ id: 'AuthExpiry' });
