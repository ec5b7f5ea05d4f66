import type { ConnectionCheck } from '@jiggy-care/client/calls';

/**
 * What a test of the connection means for calls.
 *
 * - `through`: they will come about; `doubtful`: not where both networks are strict
 * - `nearby`: only with someone in the same network; `stuck-network`: sound and picture find no way out
 * - `stuck-server`: they cannot even ring
 */
export type ConnectionVerdict = 'through' | 'doubtful' | 'nearby' | 'stuck-server' | 'stuck-network';

export function judgeConnection({ server, direct, relay }: ConnectionCheck): ConnectionVerdict {
  if (!server.works) return 'stuck-server';
  if (relay.works === 'works') return 'through';
  // Without a relay there is only the direct way, and not every two networks have one.
  if (direct === 'works' || (direct === 'none' && relay.works === 'none')) return 'doubtful';
  // No relay was there to be tried: what is inside of this network is reached all the same.
  return relay.works === 'none' ? 'nearby' : 'stuck-network';
}
