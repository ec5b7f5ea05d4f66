import type { Call, CallOutcome } from '@jiggy-care/client/calls';
import { useCallState, useCalls, useStore } from '@jiggy-care/client/react';
import { type CallEnding, endingOfOutcome, talkMsOf } from '../calls/ending.ts';

interface EndedCall {
  readonly outcome: CallOutcome;
  readonly ending: CallEnding;
  readonly talkMs: number | undefined;
}

/** How a call ended, once it has. How long it was is the log's to say, as soon as it knows: both name one figure. */
export function useEndedCall(call: Call): EndedCall | undefined {
  const { outcome, liveSince, endedAt } = useCallState(call);
  const logged = useStore(useCalls().log.state).calls.find(({ id }) => id === call.id);
  if (outcome === undefined) return undefined;
  const measuredMs = liveSince === undefined || endedAt === undefined ? undefined : endedAt - liveSince;
  const talkMs = measuredMs === undefined || logged === undefined ? measuredMs : talkMsOf(logged);
  return { outcome, ending: endingOfOutcome(outcome, call.direction), talkMs };
}
