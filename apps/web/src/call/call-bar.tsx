import type { Call } from '@jiggy-care/client/calls';
import { useCallState, useStore } from '@jiggy-care/client/react';
import { LoaderCircle, Maximize2, Mic, MicOff, Phone, PhoneOff, Video, Volume2 } from 'lucide-react';
import { useWords } from '../i18n/words.ts';
import { PersonName } from '../people/person-name.tsx';
import { classNames } from '../ui/class-names.ts';
import { CallClock } from './call-clock.tsx';
import type { RemoteSound } from './use-remote-sound.ts';
import { callWords } from './words.ts';

interface Props {
  readonly call: Call;
  readonly sound: Pick<RemoteSound, 'isBlocked' | 'play'>;
  readonly onOpen: () => void;
}

/** The call while one looks at the rest of the app. */
export function CallBar({ call, sound, onOpen }: Props) {
  const words = useWords(callWords);
  const { phase } = useCallState(call);
  const { microphone } = useStore(call.local);
  const Kind = call.type === 'video' ? Video : Phone;
  const isWaiting = phase === 'calling' || phase === 'ringing' || phase === 'answering';
  const status = isWaiting
    ? words.ringing
    : phase === 'connecting'
      ? words.connecting
      : phase === 'reconnecting'
        ? words.reconnecting
        : undefined;
  return (
    <section
      aria-label={words.bar.region}
      data-phase={phase}
      className="flex shrink-0 animate-fade items-center gap-1 bg-[#0d5f5b] px-2 pt-[max(0.375rem,env(safe-area-inset-top))] pb-1.5 text-white md:gap-2 md:px-4"
    >
      <button
        type="button"
        onClick={onOpen}
        className="flex min-h-11 min-w-0 flex-1 items-center gap-3 rounded-xl px-2 text-left outline-white hover:bg-white/12"
      >
        {phase === 'reconnecting' || phase === 'connecting' ? (
          <LoaderCircle aria-hidden className="size-5 shrink-0 animate-turn" />
        ) : (
          <Kind aria-hidden className="size-5 shrink-0" />
        )}
        <span className="min-w-0">
          <span className="block truncate font-semibold text-sm leading-5">
            <PersonName name={call.other.name} />
          </span>
          <span className="flex items-center gap-2 text-2xs text-white/90 tabular-nums">
            {status ?? <CallClock call={call} />}
            {microphone !== 'on' && (
              <span className="truncate">
                {microphone === 'muted' ? words.youAreMuted : words.noMicrophone}
              </span>
            )}
          </span>
        </span>
        <span className="ml-auto flex shrink-0 items-center gap-2 whitespace-nowrap font-semibold text-xs underline-offset-4 sm:underline">
          <span className="max-sm:sr-only">{words.bar.open}</span>
          <Maximize2 aria-hidden className="size-5 sm:hidden" />
        </span>
      </button>
      {sound.isBlocked && (
        <button
          type="button"
          aria-label={words.tapToHear}
          title={words.tapToHear}
          onClick={sound.play}
          className="grid size-11 shrink-0 place-items-center rounded-full outline-white hover:bg-white/12"
        >
          <Volume2 aria-hidden className="size-5" />
        </button>
      )}
      {microphone !== 'none' && (
        <button
          type="button"
          aria-label={microphone === 'on' ? words.muteLong : words.unmuteLong}
          title={microphone === 'on' ? words.muteLong : words.unmuteLong}
          onClick={() => call.setMuted(microphone === 'on')}
          className={classNames(
            'grid size-11 shrink-0 place-items-center rounded-full outline-white',
            microphone === 'on' ? 'hover:bg-white/12' : 'bg-white text-[#10282a] hover:bg-white/85',
          )}
        >
          {microphone === 'on' ? (
            <Mic aria-hidden className="size-5" />
          ) : (
            <MicOff aria-hidden className="size-5" />
          )}
        </button>
      )}
      {/* Far enough from the others that a thumb does not end the call by mistake. */}
      <button
        type="button"
        aria-label={isWaiting ? words.cancelLong : words.hangUpLong}
        title={isWaiting ? words.cancelLong : words.hangUpLong}
        onClick={() => call.end()}
        className="grid size-11 shrink-0 place-items-center rounded-full bg-hang-up ml-3 outline-white hover:brightness-110"
      >
        <PhoneOff aria-hidden className="size-5" />
      </button>
    </section>
  );
}
