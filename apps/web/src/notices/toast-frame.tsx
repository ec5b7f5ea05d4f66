import { X } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useWords } from '../i18n/words.ts';
import { IconButton } from '../ui/button.tsx';
import { noticeWords } from './words.ts';

interface Props {
  readonly shownMs: number;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A card that goes away by itself, but not under the finger, nor while nobody can see it. */
export function ToastFrame({ shownMs, onClose, children }: Props) {
  const words = useWords(noticeWords);
  const [isHeld, setIsHeld] = useState(false);
  const close = useRef(onClose);
  close.current = onClose;
  useEffect(() => {
    if (isHeld) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      clearTimeout(timer);
      if (document.visibilityState === 'visible') timer = setTimeout(() => close.current(), shownMs);
    };
    look();
    document.addEventListener('visibilitychange', look);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, [isHeld, shownMs]);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it is held while pointed at; what acts are the links and buttons in it
    <div
      data-toast
      onPointerEnter={() => setIsHeld(true)}
      onPointerLeave={() => setIsHeld(false)}
      onFocus={() => setIsHeld(true)}
      onBlur={() => setIsHeld(false)}
      className="pointer-events-auto relative flex animate-rise items-center rounded-2xl border border-line bg-raised shadow-far"
    >
      {children}
      <IconButton
        icon={X}
        label={words.close}
        onClick={onClose}
        className="absolute top-1/2 right-1.5 -translate-y-1/2"
      />
    </div>
  );
}
