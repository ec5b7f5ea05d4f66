import type { MessageItem } from '@jiggy-care/client';
import { useEffect, useRef, useState } from 'react';
import { isMissed } from '../calls/ending.ts';
import type { PastCall } from '../calls/past-call.ts';
import { useWords } from '../i18n/words.ts';
import { useNameText } from '../people/use-role-mark.ts';
import { excerpt } from '../ui/excerpt.ts';
import { conversationWords } from './words.ts';

interface Props {
  readonly items: readonly MessageItem[];
  /** Whether no items means that there are none. */
  readonly isLoaded: boolean;
  /** Oldest first; not given while they are being loaded. */
  readonly calls: readonly PastCall[] | undefined;
  readonly otherName: string;
}

/** A live region is read out to its end: nobody listens to ten thousand letters, or to fifty messages of a night. */
const SPOKEN_CHARS = 400;
const SPOKEN_MESSAGES = 5;

/**
 * Says to a screen reader what the other person has just written, that one has just missed a call, and what
 * of one's own has failed; and nothing that was there before. Rows cannot say it: they come and go with scrolling.
 */
export function Announcer({ items, isLoaded, calls, otherName }: Props) {
  const words = useWords(conversationWords);
  const name = useNameText()(otherName);
  const [text, setText] = useState('');
  const lastSeq = useRef<number>(undefined);
  const failedKeys = useRef<ReadonlySet<string>>(undefined);

  useEffect(() => {
    const failed = items.filter(({ status }) => status === 'failed');
    const known = failedKeys.current;
    failedKeys.current = new Set(failed.map(({ key }) => key));
    const fresh = known && failed.find(({ key }) => !known.has(key));
    if (fresh) setText(`${words.failed} ${excerpt(fresh.content, SPOKEN_CHARS)}`);
  }, [items, words]);

  useEffect(() => {
    const newest = items.findLast(({ seq }) => seq !== undefined)?.seq ?? (isLoaded ? 0 : undefined);
    if (newest === undefined) return;
    const since = lastSeq.current;
    lastSeq.current = Math.max(since ?? 0, newest);
    if (since === undefined) return;
    const fresh = storedAfter(items, since).filter(({ isOwn }) => !isOwn);
    if (fresh.length === 0) return;
    const spoken = fresh.slice(-SPOKEN_MESSAGES).map(({ content }) => excerpt(content, SPOKEN_CHARS));
    setText(spoken.map((text) => `${name}: ${text}`).join('\n'));
  }, [items, isLoaded, name]);

  const lastCallAt = useRef<number>(undefined);
  useEffect(() => {
    if (calls === undefined) return;
    const newest = calls.at(-1);
    const since = lastCallAt.current;
    lastCallAt.current = Math.max(since ?? 0, newest?.at ?? 0);
    const isFresh = since !== undefined && newest !== undefined && newest.at > since;
    if (isFresh && isMissed(newest.ending)) setText(words.missedFrom(name));
  }, [calls, name, words]);

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
    found.push(item);
  }
  return found.reverse();
}
