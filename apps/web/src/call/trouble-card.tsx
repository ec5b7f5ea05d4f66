import type { Call, CallState, CallTrouble } from '@jiggy-care/client/calls';
import { LoaderCircle } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useFormat } from '../i18n/format.ts';
import { useWords } from '../i18n/words.ts';
import { useNameText } from '../people/use-role-mark.ts';
import { callWords } from './words.ts';

/** A connection that comes at once is nobody's business. */
const PATIENCE_MS = 700;

interface Props {
  readonly call: Call;
  readonly state: CallState;
}

/** Over the picture while sound and picture are not there: why, and which try it is. Says too when they are. */
export function TroubleCard({ call, state }: Props) {
  const words = useWords(callWords);
  const format = useFormat();
  const troubleText = useTroubleText(call.other.name);
  const { phase, trouble, attempt = 0, since } = state;
  const isLate = useIsLate(since);
  const isWaiting = phase === 'connecting' || phase === 'reconnecting';
  const isShown = isWaiting && (isLate || phase === 'reconnecting');
  return (
    <div role="status" className="grid w-full justify-items-center">
      {phase === 'live' && <span className="sr-only">{words.connected}</span>}
      {isShown && (
        <div
          data-trouble={trouble ?? 'none'}
          className="w-full max-w-sm animate-fade rounded-2xl bg-[#0b1416]/88 px-5 py-4 text-center shadow-far ring-1 ring-white/12"
        >
          <p className="flex items-center justify-center gap-2.5 font-semibold text-base">
            <LoaderCircle aria-hidden className="size-5 shrink-0 animate-turn text-accent" />
            {phase === 'reconnecting' ? words.reconnecting : words.connecting}
          </p>
          {trouble !== undefined && (
            <p className="mt-2 text-ink-soft text-sm text-pretty">{troubleText(trouble)}</p>
          )}
          {attempt > 1 && (
            <p className="mt-2 text-2xs text-ink-faint">{words.attempt(format.number(attempt))}</p>
          )}
        </div>
      )}
    </div>
  );
}

function useTroubleText(name: string): (trouble: CallTrouble) => string {
  const { troubles } = useWords(callWords);
  const nameText = useNameText();
  return (trouble) => {
    const text = troubles[trouble];
    return typeof text === 'string' ? text : text(nameText(name));
  };
}

function useIsLate(since: number): boolean {
  const [lateSince, setLateSince] = useState<number>();
  useEffect(() => {
    const timer = setTimeout(() => setLateSince(since), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [since]);
  return lateSince === since;
}
