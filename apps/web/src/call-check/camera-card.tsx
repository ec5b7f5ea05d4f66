import type { DeviceCheck, DeviceCheckState } from '@jiggy-care/client/calls';
import { Video, VideoOff } from 'lucide-react';
import { DeviceSelect } from '../calls/device-select.tsx';
import { useMediaCure } from '../calls/media-cures.ts';
import { useWords } from '../i18n/words.ts';
import { Button } from '../ui/button.tsx';
import { CheckCard, type Verdict } from './check-card.tsx';
import { Mirror } from './mirror.tsx';
import { callCheckWords } from './words.ts';

interface Props {
  readonly check: Pick<DeviceCheck, 'retry'>;
  readonly state: DeviceCheckState;
}

export function CameraCard({ check, state }: Props) {
  const words = useWords(callCheckWords);
  const cureOf = useMediaCure();
  const { status, stream, hasCamera, cameraProblem } = state;
  const cure = cameraProblem && cureOf(cameraProblem);
  const isAsking = status === 'asking';
  const verdict: Verdict = isAsking
    ? { tone: 'busy', text: words.asking }
    : hasCamera
      ? { tone: 'good', text: words.works }
      : { tone: 'bad', text: cure?.title ?? cureOf({ of: 'camera', kind: 'failed' }).title };
  const hint = isAsking ? words.askingHint : hasCamera ? words.mirrored : cure?.cure;
  return (
    <CheckCard icon={Video} title={words.camera} verdict={verdict} hint={hint}>
      {(isAsking || hasCamera) && (
        <div className="grid aspect-video w-full sm:w-[26rem] place-items-center overflow-hidden rounded-2xl bg-[#0b1214]">
          {hasCamera && stream !== undefined ? (
            <Mirror stream={stream} label={words.preview} />
          ) : (
            <VideoOff aria-hidden className="size-8 text-white/50" />
          )}
        </div>
      )}
      {!isAsking && !hasCamera && (cure?.canRetry ?? true) && (
        <div>
          <Button onClick={() => check.retry()}>{words.tryAgain}</Button>
        </div>
      )}
      {!isAsking && <DeviceSelect kind="camera" />}
    </CheckCard>
  );
}
