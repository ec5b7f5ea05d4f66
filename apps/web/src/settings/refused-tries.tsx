import type { RefusedSignIn } from '@jiggy-care/client';
import { useChatClient } from '@jiggy-care/client/react';
import { ShieldAlert } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useFormat } from '../i18n/format.ts';
import { useWords } from '../i18n/words.ts';
import { Notice } from '../ui/notice.tsx';
import { saysWhere } from './says-where.ts';
import { settingsWords } from './words.ts';

/** The newest say enough. */
const AT_MOST = 5;

/** Who tried a wrong password for this account; nothing while nobody did. */
export function RefusedTries() {
  const words = useWords(settingsWords);
  const format = useFormat();
  const { session } = useChatClient();
  const [tries, setTries] = useState<readonly RefusedSignIn[]>([]);
  useEffect(() => {
    let isCurrent = true;
    session.listRefusedSignIns().then(
      (list) => isCurrent && setTries(list),
      // The list of sessions above tells that the server is not there.
      () => {},
    );
    return () => {
      isCurrent = false;
    };
  }, [session]);
  if (tries.length === 0) return null;
  return (
    <div className="mt-5">
      <Notice tone="warning" icon={ShieldAlert}>
        <p className="font-semibold">{words.refusedTitle}</p>
        <p className="mt-1">{words.refusedHint}</p>
        <ul aria-label={words.refusedTitle} className="mt-2 grid gap-1 text-xs tabular-nums">
          {tries.slice(0, AT_MOST).map(({ network, tries: count, lastAt }) => (
            <li key={network}>
              {words.refusedTries(count, format.dayAndTimeWithin(new Date(lastAt)))}
              {saysWhere(network) && ` · ${words.refusedNetwork(network)}`}
            </li>
          ))}
        </ul>
      </Notice>
    </div>
  );
}
