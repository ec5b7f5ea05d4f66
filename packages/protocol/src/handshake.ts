import { z } from 'zod';
import * as LIMITS from './limits.ts';
import { IsoTime, isText } from './scalars.ts';

function shortText(maxChars: number) {
  return z.string().max(maxChars).refine(isText, 'has characters that are not text');
}

/** `auth` of the Socket.IO handshake. All of it is optional; a bad token is refused, never ignored. */
export const HandshakeAuth = z.object({
  token: z.string().max(4_096).nullish().describe('An access token.'),
  client: z
    .union([
      shortText(LIMITS.deviceIdChars * 2),
      z.object({ name: shortText(LIMITS.deviceIdChars), version: shortText(LIMITS.deviceIdChars) }),
    ])
    .nullish()
    .describe('name/version. Such a client queues candidates itself and knows every reason of `call:ended`.'),
  deviceId: shortText(LIMITS.deviceIdChars)
    .min(1)
    .nullish()
    .describe('Names this device, so that a call finds it again after a lost connection.'),
});

export const RenewPayload = z
  .object({ token: z.string().min(1).max(4_096).describe('A fresh access token.') })
  .meta({ id: 'AuthRenew' });
export const ExpiryPayload = z
  .object({ expiresAt: IsoTime.describe('When the token ends.') })
  .meta({ id: 'AuthExpiry' });
