import { useChatClient, useStore } from '@jiggy-care/client/react';
import { useState } from 'react';
import { useFaultText } from '../i18n/fault-words.ts';
import { useWords } from '../i18n/words.ts';
import { Switch } from '../ui/switch.tsx';
import { settingsWords } from './words.ts';

export function OwnDeviceSwitch() {
  const words = useWords(settingsWords);
  const faultText = useFaultText();
  const { device } = useChatClient();
  const isOn = useStore(device.isTrusted);
  const [fault, setFault] = useState<string>();

  const change = async (isOwn: boolean) => {
    setFault(undefined);
    await device.trust(isOwn).catch((thrown: unknown) => setFault(faultText(thrown)));
  };

  return (
    <Switch
      label={words.own}
      hint={device.canKeep ? (isOn ? words.ownOn : words.ownOff) : words.ownUnsupported}
      error={fault}
      isOn={isOn}
      isDisabled={!device.canKeep}
      onChange={change}
    />
  );
}
