import type { Call, CallOutcome } from '@jiggy-care/client/calls';
import { useCallState } from '@jiggy-care/client/react';
import { type CallEnding, endingOfOutcome } from '../calls/ending.ts';

interface EndedCall {
  readonly outcome: CallOutcome;
  readonly ending: CallEnding;
  readonly talkMs: number | undefined;
}

/** How a call ended, once it has. */
export function useEndedCall(call: Call): EndedCall | undefined {
  const { outcome, liveSince, endedAt } = useCallState(call);
  if (outcome === undefined) return undefined;
  const talkMs = liveSince === undefined || endedAt === undefined ? undefined : endedAt - liveSince;
  return { outcome, ending: endingOfOutcome(outcome, call.direction), talkMs };
}
