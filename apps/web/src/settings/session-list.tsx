import type { SessionInfo } from '@jiggy-care/client';
import { useChatClient } from '@jiggy-care/client/react';
import { Monitor, Smartphone } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { useFaultText } from '../i18n/fault-words.ts';
import { useFormat } from '../i18n/format.ts';
import { useWords } from '../i18n/words.ts';
import { Button } from '../ui/button.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { deviceName } from './device-name.ts';
import { EndOthers } from './end-others.tsx';
import { settingsWords } from './words.ts';

const AT_FIRST = 5;

/** Every place where one is signed in; each but this one can be ended from here. */
export function SessionList() {
  const words = useWords(settingsWords);
  const { session } = useChatClient();
  const [sessions, setSessions] = useState<readonly SessionInfo[]>();
  const [hasFailed, setHasFailed] = useState(false);
  const [isWhole, setIsWhole] = useState(false);

  const load = useCallback(async () => {
    setHasFailed(false);
    try {
      setSessions(await session.listSessions());
    } catch {
      setHasFailed(true);
    }
  }, [session]);
  useEffect(() => {
    load();
  }, [load]);

  if (hasFailed && sessions === undefined) {
    return (
      <p role="alert" className="flex flex-wrap items-center gap-3 text-ink-soft text-sm">
        {words.sessionsFailed}{' '}
        <Button size="small" onClick={load}>
          {words.tryAgain}
        </Button>
      </p>
    );
  }
  if (sessions === undefined) {
    return (
      <div role="status" className="grid gap-3">
        <span className="sr-only">{words.loading}</span>
        <Skeleton className="h-12 rounded-xl" />
      </div>
    );
  }
  const sorted = sessions.toSorted(
    (a, b) => Number(b.current) - Number(a.current) || b.lastUsedAt.localeCompare(a.lastUsedAt),
  );
  const shown = isWhole ? sorted : sorted.slice(0, AT_FIRST);
  return (
    <>
      <ul className="divide-y divide-line">
        {shown.map((info) => (
          <SessionRow key={info.id} info={info} onEnded={load} />
        ))}
      </ul>
      {shown.length < sorted.length && (
        <Button look="quiet" size="small" className="-ml-2 mt-3" onClick={() => setIsWhole(true)}>
          {words.showAll(sorted.length)}
        </Button>
      )}
      <EndOthers others={sorted.filter(({ current }) => !current)} onEnded={load} />
    </>
  );
}

function SessionRow({ info, onEnded }: { readonly info: SessionInfo; readonly onEnded: () => void }) {
  const words = useWords(settingsWords);
  const format = useFormat();
  const faultText = useFaultText();
  const { session } = useChatClient();
  const [isBusy, setIsBusy] = useState(false);
  const [fault, setFault] = useState<string>();
  const isApp = info.clientType !== 'web';
  const name = deviceName(info.userAgent) ?? (isApp ? words.app : words.unknownDevice);
  const Icon = isApp ? Smartphone : Monitor;

  const end = async () => {
    setIsBusy(true);
    try {
      await session.endSession(info.id);
      onEnded();
    } catch (thrown) {
      setFault(faultText(thrown));
      setIsBusy(false);
    }
  };

  return (
    <li className="flex items-center gap-3.5 py-3 first:pt-0 last:pb-0">
      <Icon aria-hidden className="size-5 shrink-0 text-ink-faint" />
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium text-sm">{name}</p>
        <p className="text-ink-faint text-xs">
          {info.current ? words.current : words.lastUsed(format.ago(new Date(info.lastUsedAt)))}
        </p>
        {fault && (
          <p role="alert" className="text-danger text-xs">
            {fault}
          </p>
        )}
      </div>
      {!info.current && (
        <Button size="small" isBusy={isBusy} aria-label={words.endThat(name)} onClick={end}>
          {words.end}
        </Button>
      )}
    </li>
  );
}
