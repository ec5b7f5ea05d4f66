import { useInbox } from '@jiggy-care/client/react';
import { Suspense, useEffect, useState } from 'react';
import { lazyPart } from '../parts/lazy-part.tsx';
import { QuietPart } from '../parts/safe-part.tsx';

const ConfirmEmail = lazyPart(async () => (await import('./confirm-email.tsx')).ConfirmEmail);
const LATER_MS = 2000;

/** The first screen belongs to the conversations: what asks for something else is fetched when they have stood for a moment. */
export function ConfirmEmailLater() {
  const { status } = useInbox();
  const [isTime, setIsTime] = useState(false);
  useEffect(() => {
    if (status !== 'ready') return undefined;
    const timer = setTimeout(() => setIsTime(true), LATER_MS);
    return () => clearTimeout(timer);
  }, [status]);
  if (!isTime) return null;
  return (
    <QuietPart>
      <Suspense>
        <ConfirmEmail />
      </Suspense>
    </QuietPart>
  );
}
