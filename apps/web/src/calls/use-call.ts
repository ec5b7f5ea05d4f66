import type { Call, CallPhase, CallState } from '@jiggy-care/client/calls';
import { useCall, useStore } from '@jiggy-care/client/react';

/** Stands in for the state of a call while there is none. */
const NO_STATE = { get: () => undefined, subscribe: () => () => {} };

const phaseOf = (state: CallState | undefined): CallPhase | undefined => state?.phase;

function usePhase(call: Call | undefined): CallPhase | undefined {
  return useStore<CallState | undefined, CallPhase | undefined>(call?.state ?? NO_STATE, phaseOf);
}

/** The call that this device is in, from its first ring to its end; there is at most one. */
export function useRunningCall(): Call | undefined {
  const call = useCall();
  const phase = usePhase(call);
  return phase === undefined || phase === 'ended' ? undefined : call;
}

/** The call that rings here, until it is answered or over. */
export function useIncomingCall(): Call | undefined {
  const call = useCall();
  return usePhase(call) === 'incoming' ? call : undefined;
}
