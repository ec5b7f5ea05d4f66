import { useChatClient } from '@jiggy-care/client/react';
import { useEffect, useRef } from 'react';
import { useWords } from '../i18n/words.ts';
import { inboxWords } from './words.ts';

/** Stands at the end of the list and asks for the next page when it comes into sight. */
export function MoreConversations({ isLoading }: { readonly isLoading: boolean }) {
  const words = useWords(inboxWords);
  const { inbox } = useChatClient();
  const place = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    const element = place.current;
    if (element === null || isLoading) return;
    const observer = new IntersectionObserver(([seen]) => {
      if (seen?.isIntersecting) inbox.loadMore().catch(() => {});
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [inbox, isLoading]);
  return (
    <p ref={place} className="py-4 text-center text-ink-faint text-xs">
      {words.more}
    </p>
  );
}
