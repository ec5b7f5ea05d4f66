import type { ServerPayload } from '@jiggy-care/protocol';
import { PLAIN_DECLINE } from '@jiggy-care/protocol/words';
import { ChatError } from '../../errors.ts';
import type { CallRecord } from '../../wire.ts';
import type { CallOutcome, CallPhase, CallState } from '../call.ts';
import type { CallEvent } from '../call-event.ts';

type Direction = 'outgoing' | 'incoming';

const RINGING: readonly CallPhase[] = ['calling', 'ringing', 'incoming', 'answering'];

/** Whether nobody has taken the call yet. */
export function isRinging({ phase }: CallState): boolean {
  return RINGING.includes(phase);
}

/** How the call ended, where an event of the server says so; `undefined` for all others, and for what came too late. */
export function outcomeOf(event: CallEvent, state: CallState, direction: Direction): CallOutcome | undefined {
  switch (event.name) {
    case 'call:ended':
      return endedOutcome(event.payload.reason, state, direction);
    case 'call:rejected':
      return rejectedOutcome(event.payload.reason);
    case 'call:no-answer':
      return isRinging(state) ? noAnswerOutcome(event.payload.reason) : undefined;
    case 'call:missed':
      return isRinging(state) ? missedOutcome(event.payload.reason) : undefined;
    default:
      return undefined;
  }
}

function endedOutcome(
  reason: ServerPayload<'call:ended'>['reason'],
  state: CallState,
  direction: Direction,
): CallOutcome {
  switch (reason) {
    case 'cancelled':
      return { kind: 'cancelled', by: direction === 'incoming' ? 'other' : 'me' };
    case 'answered-elsewhere':
    case 'declined-elsewhere':
      return { kind: reason, by: 'me' };
    case 'connection-lost':
      return lostOutcome(state, direction);
    case 'replaced':
    case 'signed-out':
    case 'booking-cancelled':
      return { kind: reason };
    default:
      if (isRinging(state) && direction === 'incoming') return { kind: 'missed' };
      return givenUpOutcome(state) ?? { kind: 'hung-up', by: 'other' };
  }
}

/** Who hangs up while the way between the two is lost has given up waiting, as we would have done. */
function givenUpOutcome({ phase, trouble }: CallState): CallOutcome | undefined {
  // A page that went away and did not come back has hung up.
  if (trouble === undefined || trouble === 'other-away') return undefined;
  if (phase === 'reconnecting') return { kind: 'connection-lost', trouble };
  return phase === 'connecting' ? { kind: 'not-connected', trouble } : undefined;
}

/** One of the two did not come back in time. */
function lostOutcome(state: CallState, direction: Direction): CallOutcome {
  if (isRinging(state)) return { kind: direction === 'incoming' ? 'missed' : 'offline' };
  const { trouble = 'other-network', liveSince } = state;
  return { kind: liveSince === undefined ? 'not-connected' : 'connection-lost', trouble };
}

/** `call:no-answer` of a call that rang; a refused one is told by the answer to `call:initiate`. */
function noAnswerOutcome(reason: ServerPayload<'call:no-answer'>['reason']): CallOutcome {
  if (reason === 'offline' || reason === 'connection-lost') return { kind: 'offline' };
  if (reason === 'refused' || reason === 'in-another-call') return { kind: 'refused' };
  return { kind: 'no-answer' };
}

/** `call:rejected` of a call that rang. The word `Busy` is only a person's word then. */
function rejectedOutcome(reason: string | undefined): CallOutcome {
  const words = reason === undefined || reason === PLAIN_DECLINE ? {} : { reason };
  return { kind: 'declined', by: 'other', ...words };
}

function missedOutcome(reason: string | undefined): CallOutcome {
  if (reason === 'answered-elsewhere' || reason === 'declined-elsewhere') return { kind: reason, by: 'me' };
  return { kind: 'missed' };
}

/** The server did not let it happen, or could not be asked. */
export function refusedOutcome(error: ChatError): CallOutcome {
  if (error.code === 'callee_offline') return { kind: 'offline' };
  if (error.code === 'answered_elsewhere') return { kind: 'answered-elsewhere', by: 'me' };
  if (error.code === 'booking_cancelled') return { kind: 'booking-cancelled', error };
  if (error.code === 'signed_out') return { kind: 'signed-out', error };
  return { kind: 'refused', error };
}

/** This device cannot hold calls. */
export function unsupportedOutcome(): CallOutcome {
  return { kind: 'refused', error: new ChatError('unsupported', 'This device cannot hold calls') };
}

/** How a call ended as the log has it; `undefined` while it goes on. */
export function recordOutcome(
  { status }: CallRecord,
  state: CallState,
  isCaller: boolean,
): CallOutcome | undefined {
  switch (status) {
    case 'ringing':
    case 'active':
      return undefined;
    case 'rejected':
      return isCaller ? { kind: 'declined', by: 'other' } : { kind: 'declined-elsewhere', by: 'me' };
    case 'missed':
      return { kind: isCaller ? 'no-answer' : 'missed' };
    case 'cancelled':
      return { kind: 'cancelled', by: isCaller ? 'me' : 'other' };
    case 'busy':
      return { kind: isCaller ? 'busy' : 'missed' };
    case 'failed':
      return lostOutcome(state, isCaller ? 'outgoing' : 'incoming');
    case 'ended':
      // It was taken and is over: where it still rang here, another device had it.
      if (isRinging(state) && !isCaller) return { kind: 'answered-elsewhere', by: 'me' };
      return { kind: 'hung-up', by: 'other' };
  }
}
