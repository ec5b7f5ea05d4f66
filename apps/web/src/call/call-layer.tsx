import type { Call } from '@jiggy-care/client/calls';
import { useCall } from '@jiggy-care/client/react';
import { Activity, type ReactNode, Suspense, useEffect, useState } from 'react';
import { lazyPart } from '../parts/lazy-part.tsx';
import { SafeCallScreen } from './call-lifeline.tsx';

const load = async () => (await import('./current-call.tsx')).CurrentCall;
const CurrentCall = lazyPart(load);

/** Once the page has come to rest, what a call needs is fetched, so that it is there when it rings. */
const REST_MS = 3000;

interface Props {
  /** The conversation of that id, to stand beside a call. */
  readonly chat: (conversationId: string) => ReactNode;
  /** The rest of the app. */
  readonly children: ReactNode;
}

/** Calls stand above everything, wherever in the app one is, and survive every change of the page. */
export function CallLayer({ chat, children }: Props) {
  const call = useCall();
  const [covering, setCovering] = useState<Call>();
  useEffect(() => {
    // Without a network just now: it is fetched when it is needed.
    const timer = setTimeout(() => load().catch(() => {}), REST_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <>
      {call && (
        <SafeCallScreen key={call.key} call={call}>
          <Suspense>
            <CurrentCall call={call} chat={chat} onCover={setCovering} />
          </Suspense>
        </SafeCallScreen>
      )}
      {/* Behind a call nothing is read: what arrives there stays new. */}
      <Activity mode={call !== undefined && covering === call ? 'hidden' : 'visible'}>{children}</Activity>
    </>
  );
}
