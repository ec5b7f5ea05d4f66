import type { Conversation } from '@jiggy-care/client';
import { useStore } from '@jiggy-care/client/react';
import { ArrowDown } from 'lucide-react';
import { useWords } from '../i18n/words.ts';
import { conversationWords } from './words.ts';

interface Props {
  readonly conversation: Conversation;
  readonly onJump: () => void;
}

/** The way back to the newest message, with how many wait there. */
export function JumpButton({ conversation, onJump }: Props) {
  const words = useWords(conversationWords);
  const unread = useStore(conversation.unread);
  return (
    <button
      type="button"
      onClick={onJump}
      aria-keyshortcuts="J"
      aria-label={unread > 0 ? `${words.jump}, ${words.jumpNew(unread)}` : words.jump}
      className="absolute right-4 bottom-3 flex min-h-11 min-w-11 animate-rise items-center justify-center gap-1.5 rounded-full border border-edge/60 bg-raised px-3 font-semibold text-accent text-xs shadow-far hover:bg-hover sm:right-6"
    >
      {unread > 0 && <span>{words.jumpNew(unread)}</span>}
      <ArrowDown aria-hidden className="size-5" />
    </button>
  );
}
