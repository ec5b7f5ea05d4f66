import type { DeviceCheck, DeviceCheckState } from '@jiggy-care/client/calls';
import { Mic } from 'lucide-react';
import { DeviceSelect } from '../calls/device-select.tsx';
import { useMediaCure } from '../calls/media-cures.ts';
import { useWords } from '../i18n/words.ts';
import { Button } from '../ui/button.tsx';
import { CheckCard, type Verdict } from './check-card.tsx';
import type { Hearing } from './use-hearing.ts';
import { callCheckWords } from './words.ts';

interface Props {
  readonly check: Pick<DeviceCheck, 'retry'>;
  readonly state: DeviceCheckState;
  readonly hearing: Hearing;
}

export function MicrophoneCard({ check, state, hearing }: Props) {
  const words = useWords(callCheckWords);
  const cureOf = useMediaCure();
  const { status, hasMicrophone, microphoneProblem } = state;
  const cure = cureOf(microphoneProblem ?? { of: 'microphone', kind: 'failed' });
  const isAsking = status === 'asking';
  const heard = { heard: words.heard, waiting: words.speak, silence: words.silence };
  const heardHint = { heard: words.heardHint, waiting: words.speakHint, silence: words.silenceHint };
  const tone = { heard: 'good', waiting: 'open', silence: 'unsure' } as const;
  const verdict: Verdict = isAsking
    ? { tone: 'busy', text: words.asking }
    : hasMicrophone
      ? { tone: tone[hearing.status], text: heard[hearing.status] }
      : { tone: 'bad', text: cure.title };
  const hint = isAsking ? undefined : hasMicrophone ? heardHint[hearing.status] : cure.cure;
  return (
    <CheckCard icon={Mic} title={words.microphone} verdict={verdict} hint={hint}>
      {!isAsking && hasMicrophone && (
        <div
          ref={hearing.bar}
          data-level
          aria-hidden
          className="keeps-colours h-3 overflow-hidden rounded-full bg-sunken [--level:0]"
        >
          <div className="size-full origin-left scale-x-(--level) rounded-full bg-accent transition-transform duration-75" />
        </div>
      )}
      {!isAsking && !hasMicrophone && cure.canRetry && (
        <div>
          <Button onClick={() => check.retry()}>{words.tryAgain}</Button>
        </div>
      )}
      {!isAsking && <DeviceSelect kind="microphone" />}
    </CheckCard>
  );
}
