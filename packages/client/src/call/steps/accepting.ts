import { toChatError } from '../../errors.ts';
import type { Clock } from '../../platform/platform.ts';
import type { CallOutcome } from '../call.ts';
import type { CallConnection } from '../surroundings.ts';
import { refusedOutcome } from './outcomes.ts';
import { whenConnected } from './when-connected.ts';

/** How long an accept may wait for the connection; no ring lasts much longer. */
const PATIENCE_MS = 40_000;

interface Parts {
  readonly connection: CallConnection;
  readonly clock: Clock;
}

interface Wish {
  readonly toUserId: string;
  readonly callId: string | undefined;
  isWanted(): boolean;
  /** It is being asked for: from now on the server may have done it. */
  onAsked(): void;
  /** The server knows no such ringing call: how the call ended, as far as that can be found out. */
  findOutcome(): Promise<CallOutcome | undefined>;
}

/** What became of the wish to take a call. `dropped`: it was not wanted any more before it was asked for. */
export type Accepted =
  | { readonly kind: 'taken' }
  | { readonly kind: 'dropped' }
  | { readonly kind: 'over'; readonly outcome: CallOutcome };

/**
 * Asks the server to give a ringing call to this device, over as many connections as it takes: a second accept of
 * the same device is answered as the first. Does not reject.
 *
 * @source protocol P8.12 to P8.14
 */
export async function acceptCall({ connection, clock }: Parts, wish: Wish): Promise<Accepted> {
  const { toUserId, callId } = wish;
  const deadline = clock.now() + PATIENCE_MS;
  for (;;) {
    const isThere = await whenConnected(connection, clock, deadline - clock.now());
    if (!wish.isWanted()) return { kind: 'dropped' };
    if (!isThere) return { kind: 'over', outcome: { kind: 'missed', trouble: 'own-network' } };
    try {
      wish.onAsked();
      await connection.ask('call:accept', { toUserId, ...(callId === undefined ? {} : { callId }) });
      return { kind: 'taken' };
    } catch (thrown) {
      const error = toChatError(thrown, 'accept the call');
      if (error.code === 'no_such_call') {
        const outcome = await wish.findOutcome().catch(() => undefined);
        return { kind: 'over', outcome: outcome ?? { kind: 'missed' } };
      }
      if (error.code !== 'unreachable' && error.code !== 'no_answer')
        return { kind: 'over', outcome: refusedOutcome(error) };
    }
  }
}
