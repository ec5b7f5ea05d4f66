import type { Conversation } from '@jiggy-care/client';
import { useConnection } from '@jiggy-care/client/react';
import { LIMITS } from '@jiggy-care/protocol/words';
import { LoaderCircle } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useWords } from '../i18n/words.ts';
import { Button } from '../ui/button.tsx';
import { conversationWords } from './words.ts';

/** The first page comes at once; who goes on is looking for something far back. */
const PAGES = [100, 200, LIMITS.pageMax] as const;

interface Props {
  readonly conversation: Conversation;
  /** Whether the reader is near the edge of what is loaded. */
  readonly isWanted: boolean;
  readonly isLoading: boolean;
}

/** Loads what came before, and floats above the list so that it takes no room in it. */
export function OlderMessages({ conversation, isWanted, isLoading }: Props) {
  const words = useWords(conversationWords);
  const [hasFailed, setHasFailed] = useState(false);
  const asked = useRef(0);
  const { status } = useConnection();
  useEffect(() => {
    if (status === 'connected') setHasFailed(false);
  }, [status]);
  useEffect(() => {
    if (!isWanted || hasFailed) return;
    const page = PAGES[Math.min(asked.current, PAGES.length - 1)];
    asked.current += 1;
    conversation.loadOlder(page).catch(() => setHasFailed(true));
  }, [conversation, isWanted, hasFailed]);

  if (!hasFailed && !isLoading) return null;
  return (
    <div role="status" className="pointer-events-none absolute inset-x-0 top-11 flex justify-center">
      <div className="pointer-events-auto flex animate-fade items-center gap-2 rounded-full border border-line bg-surface px-3.5 py-1.5 text-ink-soft text-xs shadow-far">
        {hasFailed ? (
          <>
            {words.olderFailed}
            <Button look="quiet" size="small" className="-my-1 -mr-2" onClick={() => setHasFailed(false)}>
              {words.tryAgain}
            </Button>
          </>
        ) : (
          <>
            <LoaderCircle aria-hidden className="size-4 animate-turn" />
            {words.older}
          </>
        )}
      </div>
    </div>
  );
}
