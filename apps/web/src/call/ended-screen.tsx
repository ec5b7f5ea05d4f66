import type { Call } from '@jiggy-care/client/calls';
import { useCalls } from '@jiggy-care/client/react';
import { MessageCircle, Phone, Stethoscope, Video, X } from 'lucide-react';
import { useEffect, useId, useState } from 'react';
import { useLocation } from 'wouter';
import type { CallEnding } from '../calls/ending.ts';
import { useWords } from '../i18n/words.ts';
import { NameIn } from '../people/name-in.tsx';
import { Avatar } from '../ui/avatar.tsx';
import { Button } from '../ui/button.tsx';
import { CallDialog } from './call-dialog.tsx';
import { useEndedText } from './ended-text.ts';
import { endedWords } from './ended-words.ts';
import { useEndedCall } from './use-ended-call.ts';

/** What ended as it should needs no click to be gone. */
const CLOSES_MS = 7000;
const AS_IT_SHOULD: ReadonlySet<CallEnding> = new Set(['talked', 'cancelled', 'replaced']);
/** Where another try is worth a look at camera, microphone and connection before. */
const TO_CHECK: ReadonlySet<CallEnding> = new Set(['connection-lost', 'not-connected']);
const NOT_AGAIN: ReadonlySet<CallEnding> = new Set(['booking-cancelled', 'signed-out']);

/** How a call ended, and what one may do now. */
export function EndedScreen({ call }: { readonly call: Call }) {
  const words = useWords(endedWords);
  const calls = useCalls();
  const endedText = useEndedText();
  const ended = useEndedCall(call);
  const [, navigate] = useLocation();
  const id = useId();
  const closesByItself = useClosing(ended !== undefined && AS_IT_SHOULD.has(ended.ending), () =>
    calls.dismiss(),
  );
  if (ended === undefined) return null;

  const { other, direction, conversationId, type } = call;
  const { outcome, ending, talkMs } = ended;
  const { title, text, message } = endedText({ name: other.name, direction, outcome, talkMs });
  const leaveTo = (path: string) => {
    calls.dismiss();
    navigate(path);
  };
  const callAgain = () => {
    calls.dismiss();
    calls.place({ conversationId, type, other });
  };

  const first = firstChoice(ending);
  const write = (
    <Button
      look={first === 'write' ? 'primary' : 'plain'}
      size="large"
      icon={MessageCircle}
      onClick={() => leaveTo(`/c/${conversationId}`)}
    >
      {words.write}
    </Button>
  );

  return (
    <CallDialog look="paper" labelledBy={`${id}-title`} phase="ended">
      <main
        data-outcome={outcome.kind}
        className="mx-auto flex w-full min-h-dvh max-w-[30rem] flex-col items-center justify-center px-5 pt-[max(2rem,env(safe-area-inset-top))] pb-[max(2rem,env(safe-area-inset-bottom))] text-center"
      >
        <div className="call-tall-only">
          <Avatar id={other.id} name={other.name} size="large" />
        </div>
        <h1
          id={`${id}-title`}
          tabIndex={-1}
          data-first-focus
          className="mt-5 max-w-full break-words font-semibold text-xl tracking-[-0.02em] outline-none"
        >
          {title}
        </h1>
        {message && (
          <figure className="mt-5 w-full max-w-sm">
            <figcaption className="mb-1.5 text-2xs text-ink-faint">
              <NameIn text={words.declinedMessage} name={other.name} />
            </figcaption>
            <blockquote
              dir="auto"
              className="break-words rounded-2xl border border-line bg-raised px-5 py-3.5 text-base shadow-near"
            >
              {message}
            </blockquote>
          </figure>
        )}
        {text && <p className="mt-2 max-w-sm text-ink-soft text-sm text-pretty">{text}</p>}
        {TO_CHECK.has(ending) && (
          <Button look="quiet" icon={Stethoscope} className="mt-3" onClick={() => leaveTo('/check')}>
            {words.check}
          </Button>
        )}
        <div className="mt-8 grid w-full max-w-xs gap-2.5">
          {first === 'write' && write}
          {!NOT_AGAIN.has(ending) && (
            <Button
              look={first === 'call' ? 'primary' : 'plain'}
              size="large"
              icon={type === 'video' ? Video : Phone}
              onClick={callAgain}
            >
              {direction === 'outgoing' ? words.again : words.back}
            </Button>
          )}
          {first !== 'write' && write}
          <Button
            look={first === 'close' ? 'primary' : 'quiet'}
            size="large"
            icon={X}
            onClick={() => calls.dismiss()}
          >
            {words.close}
          </Button>
        </div>
        {closesByItself && (
          <div className="mt-5 w-40">
            <div aria-hidden className="keeps-colours h-1 overflow-hidden rounded-full bg-line">
              <div className="call-countdown h-full rounded-full bg-edge" />
            </div>
            <p className="mt-2 text-2xs text-ink-faint">{words.closesSoon}</p>
          </div>
        )}
      </main>
    </CallDialog>
  );
}

/** What one will most likely want now: who cannot talk asks for words, and after a talk nothing is left to do. */
function firstChoice(ending: CallEnding): 'call' | 'write' | 'close' {
  if (ending === 'declined') return 'write';
  return AS_IT_SHOULD.has(ending) || NOT_AGAIN.has(ending) ? 'close' : 'call';
}

/** Closes after a while, unless somebody moves in the meantime. @returns whether it is about to */
function useClosing(isWanted: boolean, close: () => void): boolean {
  const [isTouched, setIsTouched] = useState(false);
  const isClosing = isWanted && !isTouched;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `close` does the same at every drawing
  useEffect(() => {
    if (!isClosing) return;
    const timer = setTimeout(close, CLOSES_MS);
    const touch = () => setIsTouched(true);
    document.addEventListener('pointerdown', touch);
    document.addEventListener('keydown', touch);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('pointerdown', touch);
      document.removeEventListener('keydown', touch);
    };
  }, [isClosing]);
  return isClosing;
}
