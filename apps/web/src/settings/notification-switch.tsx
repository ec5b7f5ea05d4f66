import { useStore } from '@jiggy-care/client/react';
import { useState } from 'react';
import { useWords } from '../i18n/words.ts';
import { notifications } from '../preferences/notifications.ts';
import { Switch } from '../ui/switch.tsx';
import { settingsWords } from './words.ts';

const isSupported = 'Notification' in window && Boolean(navigator.serviceWorker);

/** The browser is asked only when the person turns it on, never by itself. */
export function NotificationSwitch() {
  const words = useWords(settingsWords);
  const wish = useStore(notifications);
  const [permission, setPermission] = useState(isSupported ? Notification.permission : 'denied');
  const isOn = wish === 'on' && permission === 'granted';

  const change = async (shouldBeOn: boolean) => {
    if (!shouldBeOn) return notifications.set('off');
    const answer = await Notification.requestPermission();
    setPermission(answer);
    if (answer === 'granted') notifications.set('on');
  };

  const hint = !isSupported
    ? words.notifyUnsupported
    : permission === 'denied'
      ? words.notifyDenied
      : words.notifyHint;
  return (
    <Switch
      label={words.notify}
      hint={hint}
      isOn={isOn}
      isDisabled={!isSupported || permission === 'denied'}
      onChange={change}
    />
  );
}
