import type { ConnectionState } from '@jiggy-care/client';
import { useChatClient, useConnection, useStore } from '@jiggy-care/client/react';
import { CircleCheck, CloudOff, type LucideIcon, RefreshCw, Turtle } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useWords } from '../i18n/words.ts';
import { classNames } from '../ui/class-names.ts';
import { connectionWords } from './words.ts';

/** A blink of the network is nobody's business. */
const PATIENCE_MS = 1500;
const GOOD_NEWS_MS = 2500;

type Trouble = 'offline' | 'reconnecting' | 'slow';

/** How the connection stands, in plain words, while there is something to say; and when it is good again. */
export function ConnectionBanner() {
  const words = useWords(connectionWords);
  const client = useChatClient();
  const unsent = useStore(client.outbox.unsent);
  const isTrusted = useStore(client.device.isTrusted);
  const shown = useShown(troubleOf(useConnection()));

  const lines: Record<Trouble | 'back', { icon: LucideIcon; title: string; more?: string }> = {
    offline: {
      icon: CloudOff,
      title: words.offline,
      more: isTrusted ? words.offlineKept : words.offlineInMemory,
    },
    reconnecting: { icon: RefreshCw, title: words.reconnecting, more: words.reconnectingMore },
    slow: { icon: Turtle, title: words.slow, more: words.slowMore },
    back: { icon: CircleCheck, title: words.back },
  };
  const line = shown && lines[shown];
  return (
    <div role="status" className="shrink-0">
      {line && (
        <div
          className={classNames(
            'flex animate-fade items-start justify-center gap-2.5 px-4 py-2 text-xs',
            shown === 'back' ? 'bg-accent-soft text-on-accent-soft' : 'bg-amber-soft text-on-amber-soft',
          )}
        >
          <line.icon
            aria-hidden
            className={classNames('mt-px size-4 shrink-0', shown === 'reconnecting' && 'animate-turn')}
          />
          <p className="min-w-0">
            <strong className="font-semibold">{line.title}</strong>{' '}
            {/* A phone has one line for it, for as long as one is offline. */}
            <span className="max-sm:sr-only">{line.more}</span>
            {shown !== 'back' && unsent > 0 && ` ${words.waiting(unsent)}`}
          </p>
        </div>
      )}
    </div>
  );
}

function troubleOf({ status, transport }: ConnectionState): Trouble | undefined {
  if (status === 'offline' || status === 'reconnecting') return status;
  return status === 'connected' && transport === 'rest' ? 'slow' : undefined;
}

/** Trouble after a moment's patience, `back` for a moment after trouble that was shown. */
function useShown(trouble: Trouble | undefined): Trouble | 'back' | undefined {
  const [shown, setShown] = useState<Trouble | 'back'>();
  const isTroubleShown = shown !== undefined && shown !== 'back';
  useEffect(() => {
    if (trouble !== undefined) {
      // From one trouble to another there is no reason to wait.
      if (isTroubleShown) setShown(trouble);
      const timer = setTimeout(() => setShown(trouble), PATIENCE_MS);
      return () => clearTimeout(timer);
    }
    if (isTroubleShown) setShown('back');
    return undefined;
  }, [trouble, isTroubleShown]);
  useEffect(() => {
    if (shown !== 'back') return;
    const timer = setTimeout(() => setShown(undefined), GOOD_NEWS_MS);
    return () => clearTimeout(timer);
  }, [shown]);
  return shown;
}
