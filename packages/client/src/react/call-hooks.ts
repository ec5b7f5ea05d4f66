import { useEffect, useState } from 'react';
import type { Call, CallState } from '../call/call.ts';
import { useCalls } from './chat-provider.tsx';
import { useStore } from './use-store.ts';

const SECOND_MS = 1_000;

/** The call that is, or the one that was last and is not dismissed yet. */
export function useCall(): Call | undefined {
  return useStore(useCalls().current);
}

/** Where a call stands. */
export function useCallState(call: Call): CallState {
  return useStore(call.state);
}

/** Whole seconds since the two were first connected, counting until the end; `undefined` before. */
export function useCallTime(call: Call): number | undefined {
  const { liveSince, endedAt } = useCallState(call);
  const [now, setNow] = useState(() => Date.now());
  const elapsedMs = liveSince === undefined ? undefined : Math.max(0, (endedAt ?? now) - liveSince);
  useEffect(() => {
    if (liveSince === undefined || endedAt !== undefined) return;
    let timer: ReturnType<typeof setTimeout>;
    const tick = () => {
      const at = Date.now();
      setNow(at);
      // Always to the next full second of the call, so that none is shown twice or left out.
      timer = setTimeout(tick, SECOND_MS - (Math.max(0, at - liveSince) % SECOND_MS));
    };
    tick();
    return () => clearTimeout(timer);
  }, [liveSince, endedAt]);
  return elapsedMs === undefined ? undefined : Math.floor(elapsedMs / SECOND_MS);
}
