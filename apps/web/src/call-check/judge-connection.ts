import type { ConnectionCheck } from '@jiggy-care/client/calls';

/**
 * What a test of the connection means for calls.
 *
 * - `through`: they will come about; `doubtful`: not where both networks are strict
 * - `nearby`: only with someone in the same network; `stuck-network`: sound and picture find no way out
 * - `stuck-server`: they cannot even ring; `unsupported`: this browser cannot hold calls
 * - `untried`: the relay can be tried once there is an appointment
 */
export type ConnectionVerdict =
  | 'through'
  | 'doubtful'
  | 'untried'
  | 'nearby'
  | 'stuck-server'
  | 'stuck-network'
  | 'unsupported';

export function judgeConnection({ server, direct, relay, isSupported }: ConnectionCheck): ConnectionVerdict {
  if (isSupported === false) return 'unsupported';
  if (!server.works) return 'stuck-server';
  if (relay.works === 'works') return 'through';
  if (relay.works === 'withheld') return 'untried';
  // Without a relay there is only the direct way, and not every two networks have one.
  if (direct === 'works' || (direct === 'none' && relay.works === 'none')) return 'doubtful';
  // No relay was there to be tried: what is inside of this network is reached all the same.
  return relay.works === 'none' ? 'nearby' : 'stuck-network';
}
