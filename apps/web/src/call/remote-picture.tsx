import type { Call } from '@jiggy-care/client/calls';
import { useStore } from '@jiggy-care/client/react';
import { VideoOff } from 'lucide-react';
import type { Ref } from 'react';
import { useWords } from '../i18n/words.ts';
import { PersonName } from '../people/person-name.tsx';
import { useNameText } from '../people/use-role-mark.ts';
import { Avatar } from '../ui/avatar.tsx';
import { classNames } from '../ui/class-names.ts';
import { StreamVideo } from './stream-video.tsx';
import { callWords } from './words.ts';

interface Props {
  readonly call: Call;
  /** Whether the two are connected: before, nothing can be said about the other's camera. */
  readonly isConnected: boolean;
  readonly ref: Ref<HTMLVideoElement>;
}

/** The other person, or their screen; their avatar while there is neither. */
export function RemotePicture({ call, isConnected, ref }: Props) {
  const words = useWords(callWords);
  const nameText = useNameText();
  const { stream, video, screen } = useStore(call.remote);
  const { name, id } = call.other;
  const said = nameText(name);
  if (stream !== undefined && video) {
    return (
      <StreamVideo
        ref={ref}
        stream={stream}
        aria-label={screen ? words.remoteScreen(said) : words.remotePicture(said)}
        data-remote-video
        className={classNames(
          'absolute inset-0 size-full object-contain',
          // On a phone held upright a face fills the window; a screen must be read to its edges, so nothing lies on it.
          screen ? 'max-lg:top-[3.75rem] max-lg:h-[calc(100%-10rem)]' : 'max-md:portrait:object-cover',
        )}
      />
    );
  }
  return (
    <div className="absolute inset-0 grid place-items-center">
      <div className="flex flex-col items-center gap-4">
        <Avatar id={id} name={name} size="huge" />
        <p aria-hidden className="call-tall-only font-semibold text-xl tracking-tight">
          <PersonName name={name} isWhole />
        </p>
        {call.type === 'video' && isConnected && (
          <p className="flex items-center gap-2 text-ink-soft text-sm">
            <VideoOff aria-hidden className="size-4" /> {words.otherCameraOff(said)}
          </p>
        )}
      </div>
    </div>
  );
}
