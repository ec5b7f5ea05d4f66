import type { Call, CallState } from '@jiggy-care/client/calls';
import { useCalls, useStore } from '@jiggy-care/client/react';
import { useWords } from '../i18n/words.ts';
import { PersonName } from '../people/person-name.tsx';
import { Avatar } from '../ui/avatar.tsx';
import { classNames } from '../ui/class-names.ts';
import { isMirrored } from './own-picture.tsx';
import { StreamVideo } from './stream-video.tsx';
import { callWords } from './words.ts';

interface Props {
  readonly call: Call;
  readonly state: CallState;
}

/** Before the other one has answered: how one will be seen, whom one calls, and how far it is. */
export function WaitingPicture({ call, state }: Props) {
  const words = useWords(callWords);
  const { preview } = useStore(call.local);
  const { id, name } = call.other;
  const isRinging = state.phase === 'ringing';
  return (
    <>
      {preview && (
        <StreamVideo
          stream={preview}
          data-own-video
          aria-label={words.ownPicture}
          className={classNames(
            'absolute inset-0 size-full object-cover',
            isMirrored(preview, false) && '-scale-x-100',
          )}
        />
      )}
      <div
        className={classNames(
          'absolute inset-0 z-[2] flex flex-col items-center px-6 text-center',
          // A face to look at stays free; without one the middle is.
          preview ? 'justify-start pt-24 lg:pt-14' : 'justify-center',
        )}
      >
        <div className="call-tall-only relative mb-4">
          {isRinging && (
            <>
              <span aria-hidden className="call-ripple" />
              <span aria-hidden className="call-ripple call-ripple-late" />
            </>
          )}
          <Avatar id={id} name={name} size={preview ? 'large' : 'huge'} />
        </div>
        <div className={classNames('max-w-md rounded-2xl px-5 py-2.5', preview && 'bg-[#0b1416]/76')}>
          <p aria-hidden className="font-semibold text-lg tracking-tight lg:text-xl">
            <PersonName name={name} isWhole />
          </p>
          <Status call={call} state={state} />
        </div>
      </div>
    </>
  );
}

function Status({ call, state: { phase } }: Props) {
  const words = useWords(callWords);
  const { preview } = useStore(call.local);
  const isSilent = useStore(useCalls().ringer.isBlocked);
  // The call goes out once the devices have answered; before, the browser may be asking for them.
  const isAsking = phase === 'answering' || (phase === 'calling' && preview === undefined);
  const asking = call.type === 'video' ? words.asking : words.askingAudio;
  const hint = isAsking ? words.askingHint : phase === 'ringing' && isSilent ? words.ringSilent : undefined;
  return (
    <div role="status" className="mt-0.5 text-ink-soft text-sm text-pretty">
      <p>{phase === 'ringing' ? words.ringing : isAsking ? asking : words.calling}</p>
      {hint && <p className="mt-1 text-xs">{hint}</p>}
    </div>
  );
}
