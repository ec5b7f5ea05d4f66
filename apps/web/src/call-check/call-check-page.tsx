import type { DeviceCheck, DeviceCheckState } from '@jiggy-care/client/calls';
import { useCalls, useStore } from '@jiggy-care/client/react';
import { PartyPopper, PhoneCall, TriangleAlert } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useRunningCall } from '../calls/use-call.ts';
import { callsWords } from '../calls/words.ts';
import { useWords } from '../i18n/words.ts';
import { askOn } from '../push/asking.ts';
import { Notice } from '../ui/notice.tsx';
import { Page } from '../ui/page.tsx';
import { CameraCard } from './camera-card.tsx';
import { ConnectionCard } from './connection-card.tsx';
import { judgeConnection } from './judge-connection.ts';
import { MicrophoneCard } from './microphone-card.tsx';
import { type SpeakerAnswer, SpeakerCard } from './speaker-card.tsx';
import { useConnectionTest } from './use-connection-test.ts';
import { useHearing } from './use-hearing.ts';
import { callCheckWords } from './words.ts';

/** Tries everything a call needs, before there is one. */
export function CallCheckPage() {
  const words = useWords(callCheckWords);
  // A phone opens its camera once: the call keeps it.
  const isInCall = useRunningCall() !== undefined;
  useEffect(() => askOn('call'), []);
  return (
    <Page title={words.title} lead={words.lead} back={{ href: '/calls', label: words.back }}>
      {isInCall ? (
        <Notice tone="calm" icon={PhoneCall} role="status">
          {words.inCall}
        </Notice>
      ) : (
        <Check />
      )}
    </Page>
  );
}

const NOT_OPEN: DeviceCheckState = {
  status: 'asking',
  stream: undefined,
  hasMicrophone: false,
  hasCamera: false,
};
const NO_CHECK: Pick<DeviceCheck, 'state' | 'retry'> = {
  state: { get: () => NOT_OPEN, subscribe: () => () => {} },
  retry: async () => {},
};

function Check() {
  const words = useWords(callCheckWords);
  const check = useDeviceCheck();
  const state = useStore(check.state);
  const hearing = useHearing(state);
  const connection = useConnectionTest();
  const [answer, setAnswer] = useState<SpeakerAnswer>('untried');
  const { cannot } = useWords(callsWords);
  const { isSupported: canCall } = useCalls();
  const isReady =
    canCall &&
    state.hasCamera &&
    hearing.status === 'heard' &&
    answer === 'heard' &&
    connection.result !== undefined &&
    judgeConnection(connection.result) === 'through';
  return (
    <div className="flex flex-col gap-5">
      {!canCall && (
        <Notice tone="danger" icon={TriangleAlert} role="alert">
          {cannot.unsupported}
        </Notice>
      )}
      <CameraCard check={check} state={state} />
      <MicrophoneCard check={check} state={state} hearing={hearing} />
      <SpeakerCard answer={answer} onAnswer={setAnswer} />
      {canCall && <ConnectionCard test={connection} />}
      <div role="status">
        {isReady && (
          <Notice tone="calm" icon={PartyPopper}>
            <strong className="font-semibold">{words.ready}</strong>
          </Notice>
        )}
      </div>
    </div>
  );
}

/** Camera and microphone, open for as long as the page is. */
function useDeviceCheck(): Pick<DeviceCheck, 'state' | 'retry'> {
  const calls = useCalls();
  const [check, setCheck] = useState<DeviceCheck>();
  useEffect(() => {
    const opened = calls.check.openDevices();
    setCheck(opened);
    return () => {
      opened.close();
      setCheck(undefined);
    };
  }, [calls]);
  return check ?? NO_CHECK;
}
