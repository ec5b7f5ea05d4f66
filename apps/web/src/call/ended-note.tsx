import type { Call } from '@jiggy-care/client/calls';
import { useCalls } from '@jiggy-care/client/react';
import { PhoneOff, X } from 'lucide-react';
import { useEffect } from 'react';
import { useWords } from '../i18n/words.ts';
import { IconButton } from '../ui/button.tsx';
import { useEndedText } from './ended-text.ts';
import { endedWords } from './ended-words.ts';
import { useEndedCall } from './use-ended-call.ts';

const SHOWN_MS = 6000;

/** A word about a call that ended while one looked elsewhere; it goes by itself. */
export function EndedNote({ call }: { readonly call: Call }) {
  const words = useWords(endedWords);
  const calls = useCalls();
  const endedText = useEndedText();
  const ended = useEndedCall(call);
  useEffect(() => {
    const timer = setTimeout(() => calls.dismiss(), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [calls]);
  if (ended === undefined) return null;
  const { outcome, talkMs } = ended;
  const { title, text, message } = endedText({
    name: call.other.name,
    direction: call.direction,
    outcome,
    talkMs,
  });
  return (
    <div
      role="status"
      data-outcome={outcome.kind}
      className="fixed inset-x-3 top-[max(0.75rem,env(safe-area-inset-top))] z-30 mx-auto flex max-w-md animate-rise items-center gap-3.5 rounded-2xl border border-line bg-raised p-3.5 pr-14 shadow-far"
    >
      <span className="grid size-10 shrink-0 place-items-center rounded-full bg-sunken text-ink-soft">
        <PhoneOff aria-hidden className="size-5" />
      </span>
      <p className="min-w-0 text-sm">
        <span className="block font-semibold">{title}</span>
        {(message ?? text) && (
          <bdi className="block break-words text-ink-soft text-xs">{message ?? text}</bdi>
        )}
      </p>
      <IconButton
        icon={X}
        label={words.close}
        onClick={() => calls.dismiss()}
        className="absolute top-1/2 right-1.5 -translate-y-1/2"
      />
    </div>
  );
}
