import { X } from 'lucide-react';
import { type ReactNode, Suspense, useEffect } from 'react';
import { useWords } from '../i18n/words.ts';
import { IconButton } from '../ui/button.tsx';
import { callWords } from './words.ts';

interface Props {
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** The conversation beside the call; on a phone below it. */
export function ChatPanel({ onClose, children }: Props) {
  const words = useWords(callWords);
  useEffect(() => {
    const opener = document.activeElement;
    return () => {
      const isFree = document.activeElement === null || document.activeElement === document.body;
      if (isFree && opener instanceof HTMLElement) opener.focus();
    };
  }, []);
  return (
    <aside
      aria-label={words.chat}
      className="call-split-chat call-light flex min-h-0 min-w-0 animate-fade flex-col overflow-hidden bg-surface text-ink"
    >
      <header className="flex shrink-0 items-center justify-between border-line border-b py-1 pr-1.5 pl-5 lg:py-2.5">
        <h2 className="font-semibold text-base tracking-tight">{words.chat}</h2>
        <IconButton icon={X} label={words.closeChat} onClick={onClose} />
      </header>
      <div className="min-h-0 flex-1">
        <Suspense>{children}</Suspense>
      </div>
    </aside>
  );
}
