import type { Conversation } from '@jiggy-care/client';
import { useTypists } from '@jiggy-care/client/react';
import { useWords } from '../i18n/words.ts';
import { NameIn } from '../people/name-in.tsx';
import { conversationWords } from './words.ts';

/** Its room is always there, so that the list never moves when someone starts to write. */
export function TypingLine({
  conversation,
  otherName,
}: {
  readonly conversation: Conversation;
  readonly otherName: string;
}) {
  const words = useWords(conversationWords);
  const isTyping = useTypists(conversation).length > 0;
  return (
    <div
      aria-live="polite"
      className="mx-auto h-6 w-full max-w-[64rem] shrink-0 px-4 text-ink-faint text-xs sm:px-6"
    >
      {isTyping && (
        <p className="flex animate-fade items-center gap-2">
          <span aria-hidden className="flex gap-1">
            <i className="size-1.5 animate-dot rounded-full bg-accent" />
            <i className="size-1.5 animate-dot rounded-full bg-accent [animation-delay:150ms]" />
            <i className="size-1.5 animate-dot rounded-full bg-accent [animation-delay:300ms]" />
          </span>
          <NameIn text={words.typing} name={otherName} />
        </p>
      )}
    </div>
  );
}
