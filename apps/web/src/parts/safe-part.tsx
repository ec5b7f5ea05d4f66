import { useChatClient } from '@jiggy-care/client/react';
import { type ReactNode, useEffect } from 'react';
import { useRunningCall } from '../calls/use-call.ts';
import { useWords } from '../i18n/words.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { LooseCable } from '../ui/pictures.tsx';
import { MissingPart } from './lazy-part.tsx';
import { PartBoundary } from './part-boundary.tsx';
import { mayReload } from './reload-once.ts';
import { partWords } from './words.ts';

/**
 * A page, or all of the app, that may break without taking a call with it. What could not be fetched, since there is a
 * newer version or the network was gone, is fetched once more by loading the app anew: never in a call, never while
 * that would lose what was written, and not over and over.
 */
export function SafePart({ children }: { readonly children: ReactNode }) {
  return (
    <PartBoundary fallback={(failure, retry) => <PartFailure failure={failure} onRetry={retry} />}>
      {children}
    </PartBoundary>
  );
}

/** Something beside the page that nobody misses for a while: where it breaks, nothing stands there. */
export function QuietPart({ children }: { readonly children: ReactNode }) {
  return <PartBoundary fallback={() => null}>{children}</PartBoundary>;
}

interface Props {
  readonly failure: unknown;
  readonly onRetry: () => void;
}

function PartFailure({ failure, onRetry }: Props) {
  const words = useWords(partWords);
  const { outbox } = useChatClient();
  const isInCall = useRunningCall() !== undefined;
  const isMissing = failure instanceof MissingPart;
  useEffect(() => {
    if (!isMissing || isInCall || outbox.losesOnLeave || !navigator.onLine) return;
    if (mayReload(() => sessionStorage)) location.reload();
  }, [isMissing, isInCall, outbox]);

  return (
    <main role="alert" className="grid h-full place-items-center bg-paper">
      <EmptyState
        picture={<LooseCable />}
        title={isMissing ? words.missingTitle : words.brokenTitle}
        action={
          <Button look="primary" onClick={isInCall ? onRetry : () => location.reload()}>
            {isInCall ? words.tryAgain : words.reload}
          </Button>
        }
      >
        {isInCall ? words.inCall : isMissing ? words.missing : words.broken}
      </EmptyState>
    </main>
  );
}
