import type { Call } from '@jiggy-care/client/calls';
import { useCallState, useStore } from '@jiggy-care/client/react';
import { Mic, MicOff, PhoneOff } from 'lucide-react';
import type { ReactNode } from 'react';
import { useWords } from '../i18n/words.ts';
import { PartBoundary } from '../parts/part-boundary.tsx';
import { partWords } from '../parts/words.ts';
import { NameIn } from '../people/name-in.tsx';
import { Button } from '../ui/button.tsx';

/** A screen of a call that may break without taking away the way to end the call. */
export function SafeCallScreen({ call, children }: { readonly call: Call; readonly children: ReactNode }) {
  return (
    <PartBoundary fallback={(_failure, retry) => <Lifeline call={call} onRetry={retry} />}>
      {children}
    </PartBoundary>
  );
}

/** All that a call cannot do without, made of what was there from the beginning: the microphone is never on unseen. */
function Lifeline({ call, onRetry }: { readonly call: Call; readonly onRetry: () => void }) {
  const words = useWords(partWords);
  const { phase } = useCallState(call);
  const { microphone } = useStore(call.local);
  if (phase === 'ended') return null;
  const isMuted = microphone === 'muted';
  return (
    <section
      role="alert"
      data-lifeline
      className="flex shrink-0 flex-wrap items-center gap-2 bg-amber-soft px-4 py-2 text-on-amber-soft text-sm"
    >
      <p className="min-w-0 flex-1 basis-60">
        <strong className="font-semibold">
          <NameIn text={words.callTitle} name={call.other.name} />.
        </strong>{' '}
        {words.callText}
      </p>
      <Button size="small" onClick={onRetry}>
        {words.showAgain}
      </Button>
      {phase !== 'incoming' && (
        <Button size="small" icon={isMuted ? MicOff : Mic} onClick={() => call.setMuted(!isMuted)}>
          {isMuted ? words.unmute : words.mute}
        </Button>
      )}
      <Button size="small" look="danger" icon={PhoneOff} onClick={() => call.end()}>
        {words.hangUp}
      </Button>
    </section>
  );
}
