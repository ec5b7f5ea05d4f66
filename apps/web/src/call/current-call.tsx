import type { Call } from '@jiggy-care/client/calls';
import { useCallState, useCalls } from '@jiggy-care/client/react';
import { type ReactNode, Suspense, useEffect, useState } from 'react';
import type { CallEnding } from '../calls/ending.ts';
import { lazyPart } from '../parts/lazy-part.tsx';
import { PartBoundary } from '../parts/part-boundary.tsx';
import { CallBar } from './call-bar.tsx';
import { SafeCallScreen } from './call-lifeline.tsx';
import { EndedNote } from './ended-note.tsx';
import { IncomingScreen } from './incoming-screen.tsx';
import { StageOpening } from './stage-opening.tsx';
import { useEndedCall } from './use-ended-call.ts';
import { useLeaveGuard } from './use-leave-guard.ts';
import { useRemoteSound } from './use-remote-sound.ts';

// Whoever is called sees it at once; what comes after is fetched while it rings.
const loadStage = async () => (await import('./stage.tsx')).Stage;
const Stage = lazyPart(loadStage);
const loadEnded = async () => (await import('./ended-screen.tsx')).EndedScreen;
const EndedScreen = lazyPart(loadEnded);

/** The log, a badge and a toast tell of these; nobody has to click them away. */
const SILENT: ReadonlySet<CallEnding> = new Set(['missed', 'missed-busy', 'declined-by-me', 'signed-out']);
const WORTH_A_WORD: ReadonlySet<CallEnding> = new Set(['answered-elsewhere', 'declined-elsewhere']);

interface Props {
  readonly call: Call;
  readonly chat: (conversationId: string) => ReactNode;
  /** Tells whether this call fills the window. */
  readonly onCover: (call: Call | undefined) => void;
}

/** The screen that fits where a call stands, and its sound. */
export function CurrentCall({ call, chat, onCover }: Props) {
  const calls = useCalls();
  const { phase } = useCallState(call);
  const ended = useEndedCall(call);
  const sound = useRemoteSound(call);
  const [isSmall, setIsSmall] = useState(false);
  useLeaveGuard(phase);
  useEffect(() => {
    // A failure here is told where it is needed.
    Promise.all([loadStage(), loadEnded()]).catch(() => {});
  }, []);

  const isSilent = ended !== undefined && SILENT.has(ended.ending);
  useEffect(() => {
    if (isSilent) calls.dismiss();
  }, [isSilent, calls]);

  const isNote = ended !== undefined && (isSmall || WORTH_A_WORD.has(ended.ending));
  const covers = phase !== 'incoming' && !isSmall && !isNote && !isSilent;
  useEffect(() => {
    onCover(covers ? call : undefined);
  }, [covers, call, onCover]);

  return (
    <>
      {/* biome-ignore lint/a11y/useMediaCaption: a live voice has no captions */}
      <audio ref={sound.element} data-remote-audio />
      {phase === 'incoming' && <IncomingScreen call={call} />}
      {ended === undefined && phase !== 'incoming' && (
        <>
          {isSmall && <CallBar call={call} sound={sound} onOpen={() => setIsSmall(false)} />}
          {/* Where the stage breaks, the sound of the call, which stands above, goes on. */}
          <SafeCallScreen call={call}>
            <Suspense fallback={<StageOpening call={call} />}>
              <Stage
                call={call}
                isShown={!isSmall}
                sound={sound}
                onMinimise={() => setIsSmall(true)}
                chat={chat(call.conversationId)}
              />
            </Suspense>
          </SafeCallScreen>
        </>
      )}
      {isNote && !isSilent && <EndedNote call={call} />}
      {ended !== undefined && !isNote && !isSilent && (
        <PartBoundary fallback={() => <EndedNote call={call} />}>
          <Suspense>
            <EndedScreen call={call} />
          </Suspense>
        </PartBoundary>
      )}
    </>
  );
}
