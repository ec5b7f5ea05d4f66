import { useCalls } from '@jiggy-care/client/react';
import { type ReactNode, useEffect } from 'react';
import { DeviceSelect } from '../calls/device-select.tsx';
import { useWords } from '../i18n/words.ts';
import { StagePanel } from './stage-panel.tsx';
import { callWords } from './words.ts';

interface Props {
  readonly onClose: () => void;
  /** What else can be done, where the head of the stage has no room for it. */
  readonly children?: ReactNode;
}

/** Which microphone, camera and speaker are used; a change takes effect at once. */
export function MorePanel({ onClose, children }: Props) {
  const words = useWords(callWords);
  const { devices } = useCalls();
  useEffect(() => {
    // What is not found now stays as it was known.
    devices.refresh().catch(() => {});
  }, [devices]);

  return (
    <StagePanel title={words.devicesTitle} place="bottom" onClose={onClose}>
      {children}
      <div className="grid gap-4">
        <DeviceSelect kind="microphone" />
        <DeviceSelect kind="camera" />
        <DeviceSelect kind="speaker" />
      </div>
    </StagePanel>
  );
}
