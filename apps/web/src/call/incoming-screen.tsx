import type { Call } from '@jiggy-care/client/calls';
import { useCalls, useStore } from '@jiggy-care/client/react';
import {
  BellOff,
  MessageSquareText,
  Phone,
  PhoneOff,
  TriangleAlert,
  Video,
  VideoOff,
  Volume2,
} from 'lucide-react';
import { useId, useState } from 'react';
import { callsWords } from '../calls/words.ts';
import { useWords } from '../i18n/words.ts';
import { PersonName } from '../people/person-name.tsx';
import { useNameText } from '../people/use-role-mark.ts';
import { useAccount } from '../session/use-account.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { CallDialog } from './call-dialog.tsx';
import { DeclineWithMessage } from './decline-with-message.tsx';
import { incomingWords } from './incoming-words.ts';
import { RoundButton } from './round-button.tsx';
import { callWords } from './words.ts';

/** Someone calls: who, how, and every way to answer. */
export function IncomingScreen({ call }: { readonly call: Call }) {
  const words = useWords(incomingWords);
  const { kind, cannot } = useWords(callsWords);
  const { ringer, isSupported } = useCalls();
  const isBlocked = useStore(ringer.isBlocked);
  const [isSilent, setIsSilent] = useState(false);
  const [isWriting, setIsWriting] = useState(false);
  const id = useId();
  const isVideo = call.type === 'video';

  return (
    <CallDialog look="paper" labelledBy={`${id}-title`} describedBy={`${id}-kind`} phase="incoming">
      <main className="mx-auto flex w-full min-h-dvh max-w-[34rem] flex-col sm:min-h-[min(44rem,100dvh)] items-center px-5 pt-[max(min(2.5rem,4dvh),env(safe-area-inset-top))] pb-[max(min(1.75rem,3dvh),env(safe-area-inset-bottom))] text-center">
        <p
          id={`${id}-kind`}
          className="flex items-center gap-2 rounded-full bg-accent-soft px-4 py-1.5 font-semibold text-on-accent-soft text-xs"
        >
          {isVideo ? <Video aria-hidden className="size-4" /> : <Phone aria-hidden className="size-4" />}
          {kind[call.type]}
        </p>
        <div className="my-auto flex w-full flex-col items-center py-4">
          <div className={isWriting ? 'call-tall-only max-sm:hidden' : 'call-tall-only relative mt-4 mb-6'}>
            {!isSilent && !isWriting && (
              <>
                <span aria-hidden className="call-ripple" />
                <span aria-hidden className="call-ripple call-ripple-late" />
              </>
            )}
            <Avatar id={call.other.id} name={call.other.name} size="huge" />
          </div>
          <Who call={call} titleId={`${id}-title`} />
          {!isWriting && isBlocked && !isSilent && <SoundHint />}
        </div>
        {isWriting ? (
          <DeclineWithMessage call={call} onBack={() => setIsWriting(false)} />
        ) : (
          <>
            {!isSupported && (
              <div className="mb-6 text-left">
                <Notice tone="warning" icon={TriangleAlert} role="alert">
                  {cannot.unsupported}
                </Notice>
              </div>
            )}
            <Answers call={call} />
            <div className="mt-5 flex flex-wrap items-center justify-center gap-x-1 gap-y-1">
              <Button look="quiet" size="small" icon={MessageSquareText} onClick={() => setIsWriting(true)}>
                {words.declineWithMessage}
              </Button>
              {isSilent ? (
                <p role="status" className="flex min-h-9 items-center gap-1.5 px-3 text-ink-faint text-xs">
                  <BellOff aria-hidden className="size-4" /> {words.silenced}
                </p>
              ) : (
                <Button
                  look="quiet"
                  size="small"
                  icon={BellOff}
                  onClick={() => {
                    ringer.silence();
                    setIsSilent(true);
                  }}
                >
                  {words.silence}
                </Button>
              )}
            </div>
          </>
        )}
      </main>
    </CallDialog>
  );
}

function Who({ call, titleId }: { readonly call: Call; readonly titleId: string }) {
  const words = useWords(incomingWords);
  const nameText = useNameText();
  const { role: roles } = useWords(callWords);
  const { role } = useAccount();
  return (
    <>
      <h1
        id={titleId}
        // Not a button: whoever was just typing must not answer with the next key.
        tabIndex={-1}
        data-first-focus
        className="mt-2 max-w-full break-words font-semibold text-2xl tracking-[-0.02em] outline-none"
      >
        <span className="sr-only">{words.title(nameText(call.other.name))}</span>
        <span aria-hidden>
          <PersonName name={call.other.name} isWhole />
        </span>
      </h1>
      <p className="mt-1.5 text-ink-soft text-sm">{role === 'patient' ? roles.consultant : roles.patient}</p>
    </>
  );
}

/** A browser that was not touched yet plays nothing: any click helps, and this says so. */
function SoundHint() {
  const words = useWords(incomingWords);
  return (
    <div
      role="status"
      className="mt-5 flex w-full max-w-md animate-rise flex-wrap items-center justify-center gap-3 rounded-2xl bg-amber-soft px-4 py-3 text-left text-on-amber-soft text-xs"
    >
      <p className="flex-[1_1_12rem] text-pretty">{words.soundBlocked}</p>
      <Button look="primary" icon={Volume2} className="shrink-0">
        {words.soundOn}
      </Button>
    </div>
  );
}

function Answers({ call }: { readonly call: Call }) {
  const words = useWords(incomingWords);
  const isVideo = call.type === 'video';
  const { isSupported: canAccept } = useCalls();
  return (
    <div className="w-full">
      <div className="flex items-start justify-evenly">
        <RoundButton
          icon={PhoneOff}
          text={words.decline}
          look="end"
          size="large"
          className="text-sm"
          onClick={() => call.decline()}
        />
        {canAccept && isVideo && (
          <RoundButton
            icon={VideoOff}
            text={words.acceptWithoutCamera}
            label={words.acceptWithoutCameraLong}
            look="plain"
            size="large"
            className="text-sm"
            onClick={() => call.accept({ video: false })}
          />
        )}
        {canAccept && (
          <RoundButton
            icon={isVideo ? Video : Phone}
            text={words.accept}
            look="accept"
            size="large"
            className="text-sm"
            onClick={() => call.accept()}
          />
        )}
      </div>
      {canAccept && isVideo && <p className="mt-5 text-ink-faint text-xs">{words.cameraLater}</p>}
    </div>
  );
}
