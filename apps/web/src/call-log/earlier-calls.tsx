import { useCalls, useConnection } from '@jiggy-care/client/react';
import { useEffect, useRef, useState } from 'react';
import { useWords } from '../i18n/words.ts';
import { Button } from '../ui/button.tsx';
import { callLogWords } from './words.ts';

/** Stands at the end of the list and asks for the next page when it comes into sight. */
export function EarlierCalls({ loaded }: { readonly loaded: number }) {
  const words = useWords(callLogWords);
  const { log } = useCalls();
  const { status } = useConnection();
  const place = useRef<HTMLDivElement>(null);
  const [hasFailed, setHasFailed] = useState(false);
  useEffect(() => {
    if (status === 'connected') setHasFailed(false);
  }, [status]);
  // With every page that came the place is looked at anew: it may still be in sight.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    const element = place.current;
    if (element === null || hasFailed) return;
    const observer = new IntersectionObserver(([seen]) => {
      if (seen?.isIntersecting) log.loadMore().catch(() => setHasFailed(true));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [log, hasFailed, loaded]);

  return (
    <div ref={place} role="status" className="py-5 text-center text-ink-faint text-xs">
      {hasFailed ? (
        <>
          {words.moreFailed}{' '}
          <Button look="quiet" size="small" onClick={() => setHasFailed(false)}>
            {words.tryAgain}
          </Button>
        </>
      ) : (
        words.more
      )}
    </div>
  );
}
