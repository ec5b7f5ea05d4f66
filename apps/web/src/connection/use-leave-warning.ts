import { useChatClient } from '@jiggy-care/client/react';
import { useEffect } from 'react';
import { drafts } from '../session/page-drafts.ts';

/** Asks before the page is left while something that was written would be lost with it. */
export function useLeaveWarning(): void {
  const { outbox } = useChatClient();
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      if (outbox.losesOnLeave || drafts.isWorthAsking) event.preventDefault();
    };
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [outbox]);
}
