import type { MessageItem } from '@jiggy-care/client';
import { useEffect, useRef, useState } from 'react';
import { useWords } from '../i18n/words.ts';
import { conversationWords } from './words.ts';

interface Props {
  readonly items: readonly MessageItem[];
  readonly otherName: string;
}

/**
 * Says to a screen reader what the other person has just written and what of one's own has failed, and
 * nothing that was there before. Rows cannot say it: they come and go with scrolling.
 */
export function Announcer({ items, otherName }: Props) {
  const words = useWords(conversationWords);
  const [text, setText] = useState('');
  const lastSeq = useRef<number>(undefined);
  const failedKeys = useRef<ReadonlySet<string>>(undefined);

  useEffect(() => {
    const failed = items.filter(({ status }) => status === 'failed');
    const known = failedKeys.current;
    failedKeys.current = new Set(failed.map(({ key }) => key));
    const fresh = known && failed.find(({ key }) => !known.has(key));
    if (fresh) setText(`${words.failed} ${fresh.content}`);
  }, [items, words]);

  useEffect(() => {
    const newest = items.findLast(({ seq }) => seq !== undefined)?.seq;
    if (newest === undefined) return;
    const since = lastSeq.current;
    lastSeq.current = Math.max(since ?? 0, newest);
    if (since === undefined) return;
    const fresh = storedAfter(items, since).filter(({ isOwn }) => !isOwn);
    if (fresh.length > 0) setText(fresh.map(({ content }) => `${otherName}: ${content}`).join('\n'));
  }, [items, otherName]);

  return (
    <div aria-live="polite" data-announcer className="sr-only">
      {text}
    </div>
  );
}

/** They stand at the end: twenty thousand older ones need not be looked at. */
function storedAfter(items: readonly MessageItem[], since: number): MessageItem[] {
  const found: MessageItem[] = [];
  for (let index = items.length - 1; index >= 0; index -= 1) {
    const item = items[index];
    if (item?.seq === undefined) continue;
    if (item.seq <= since) break;
    found.unshift(item);
  }
  return found;
}
