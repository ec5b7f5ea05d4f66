import { useEffect } from 'react';
import { useIncomingCall } from '../calls/use-call.ts';
import { useWords } from '../i18n/words.ts';
import { useNameText } from '../people/use-role-mark.ts';
import { notifications } from '../preferences/notifications.ts';
import { callTag, closeOutside, notifyOutside } from './service-worker.ts';
import { noticeWords } from './words.ts';

/** Tells outside of the app that it rings, if nobody looks at it, and takes that back when the ring is over. */
export function useRingNote(): void {
  const words = useWords(noticeWords);
  const nameText = useNameText();
  const call = useIncomingCall();
  useEffect(() => {
    if (call === undefined || document.visibilityState === 'visible' || notifications.get() === 'off') return;
    const note = {
      title: words.calling(nameText(call.other.name)),
      body: words.callingBody,
      tag: callTag(call.conversationId),
      url: `/c/${call.conversationId}`,
    };
    notifyOutside(note).catch(() => {});
    return () => {
      closeOutside(note).catch(() => {});
    };
  }, [call, words, nameText]);
}
