import type { Call } from '@jiggy-care/client/calls';
import { PhoneOff } from 'lucide-react';
import { useId } from 'react';
import { useWords } from '../i18n/words.ts';
import { NameIn } from '../people/name-in.tsx';
import { Avatar } from '../ui/avatar.tsx';
import { CallDialog } from './call-dialog.tsx';
import { RoundButton } from './round-button.tsx';
import { callWords } from './words.ts';

/** Stands in while the stage is being loaded: whom one talks to, and a way out. */
export function StageOpening({ call }: { readonly call: Call }) {
  const words = useWords(callWords);
  const titleId = useId();
  return (
    <CallDialog look="stage" labelledBy={titleId} phase="opening">
      <main className="call-canvas flex size-full flex-col items-center justify-center gap-6">
        <Avatar id={call.other.id} name={call.other.name} size="huge" />
        <h1 id={titleId} tabIndex={-1} data-first-focus className="font-semibold text-xl outline-none">
          <NameIn text={words.stage} name={call.other.name} />
        </h1>
        <RoundButton
          icon={PhoneOff}
          text={words.hangUp}
          label={words.hangUpLong}
          look="end"
          onClick={() => call.end()}
        />
      </main>
    </CallDialog>
  );
}
