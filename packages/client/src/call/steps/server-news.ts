import type { CallRecord } from '../../wire.ts';
import type { CallOutcome, CallState } from '../call.ts';
import { type CallEvent, momentOf } from '../call-event.ts';
import type { CallInput } from './call-state.ts';
import { outcomeOf, recordOutcome } from './outcomes.ts';

/** What an event of the server makes of a call; `undefined`: nothing. */
export function inputOf(
  event: CallEvent,
  state: CallState,
  direction: 'outgoing' | 'incoming',
): CallInput | undefined {
  switch (event.name) {
    case 'call:incoming':
      return { kind: 'rings', ringEndsAt: momentOf(event.payload.expiresAt) };
    case 'call:accepted':
      return state.phase === 'ringing' ? { kind: 'taken' } : undefined;
    case 'call:connected':
      // The answer to our accept says the same, and may be lost.
      return state.phase === 'answering' ? { kind: 'taken' } : undefined;
    default:
      return over(outcomeOf(event, state, direction));
  }
}

/** The same of what the call log says. */
export function recordInput(record: CallRecord, state: CallState, isCaller: boolean): CallInput | undefined {
  if (record.status !== 'active') return over(recordOutcome(record, state, isCaller));
  if (state.phase === 'ringing') return { kind: 'taken' };
  return state.phase === 'incoming' ? over({ kind: 'answered-elsewhere', by: 'me' }) : undefined;
}

function over(outcome: CallOutcome | undefined): CallInput | undefined {
  return outcome && { kind: 'over', outcome };
}
