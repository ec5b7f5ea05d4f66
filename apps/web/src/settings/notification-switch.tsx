import { useChatClient, useStore } from '@jiggy-care/client/react';
import { TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { browserAtHand } from '../calls/browser-at-hand.ts';
import { useWords } from '../i18n/words.ts';
import { notifications } from '../preferences/notifications.ts';
import { canNotify, permission } from '../push/browser-push.ts';
import { pushWords } from '../push/push-words.ts';
import { closedReach, turnOff, turnOn } from '../push/reachable.ts';
import { useAccount } from '../session/use-account.ts';
import { Notice } from '../ui/notice.tsx';
import { Switch } from '../ui/switch.tsx';
import { ReachableDevices } from './reachable-devices.tsx';
import { settingsWords } from './words.ts';

/** Whether this device tells of messages and calls. The browser is asked only when the person turns it on. */
export function NotificationSwitch() {
  const words = useWords(settingsWords);
  const push = useWords(pushWords);
  const client = useChatClient();
  const { id } = useAccount();
  const wish = useStore(notifications);
  const [allowed, setAllowed] = useState(permission);
  const reach = useStore(closedReach);
  const [changes, setChanges] = useState(0);
  const isOn = wish === 'on' && allowed === 'granted';

  const change = async (shouldBeOn: boolean) => {
    if (shouldBeOn) await turnOn(client, id);
    else await turnOff(client);
    setAllowed(permission());
    setChanges((count) => count + 1);
  };

  return (
    <div className="grid gap-5">
      <Switch
        label={words.notify}
        hint={isOn ? push.reach[reach] : push.hint}
        isOn={isOn}
        isDisabled={!canNotify || allowed === 'denied'}
        onChange={change}
      />
      {!isOn && <Cure isDenied={canNotify && allowed === 'denied'} />}
      <ReachableDevices key={`${changes} ${reach}`} isOn={isOn} />
    </div>
  );
}

/** What helps where the browser does not let us, by the browser at hand. */
function Cure({ isDenied }: { readonly isDenied: boolean }) {
  const push = useWords(pushWords);
  if (canNotify && !isDenied) return null;
  const browser = browserAtHand(navigator.userAgent, navigator.maxTouchPoints);
  const isOnApple = browser === 'ios-safari' || browser === 'ios-other';
  return (
    <Notice tone="warning" icon={TriangleAlert}>
      {isDenied ? `${push.blocked} ${push.denied[browser]}` : isOnApple ? push.homeScreen : push.unsupported}
    </Notice>
  );
}
