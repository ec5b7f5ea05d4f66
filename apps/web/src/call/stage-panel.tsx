import { X } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { useWords } from '../i18n/words.ts';
import { IconButton } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { isOfInputMethod } from '../ui/input-method.ts';
import { callWords } from './words.ts';

interface Props {
  readonly title: string;
  /** Below the head of the stage or above its buttons, where there is room beside it. */
  readonly place: 'top' | 'bottom';
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A small window over the picture. Escape, a press beside it, and its cross close it. */
export function StagePanel({ title, place, onClose, children }: Props) {
  const words = useWords(callWords);
  const titleId = useId();
  const panel = useRef<HTMLElement>(null);
  const close = useRef(onClose);
  close.current = onClose;

  useEffect(() => {
    const opener = document.activeElement;
    panel.current?.focus();
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !isOfInputMethod(event)) close.current();
    };
    const onPress = ({ target }: PointerEvent) => {
      const isOutside = target instanceof Element && !panel.current?.contains(target);
      // What opened it closes it by itself.
      if (isOutside && !(opener?.contains(target) ?? false)) close.current();
    };
    document.addEventListener('keydown', onKey);
    document.addEventListener('pointerdown', onPress);
    return () => {
      document.removeEventListener('keydown', onKey);
      document.removeEventListener('pointerdown', onPress);
      const isFree = document.activeElement === null || document.activeElement === document.body;
      if (isFree && opener instanceof HTMLElement) opener.focus();
    };
  }, []);

  return (
    <section
      ref={panel}
      tabIndex={-1}
      aria-labelledby={titleId}
      className={classNames(
        'pointer-events-auto inset-x-2 z-30 animate-rise overflow-y-auto rounded-2xl border border-line bg-raised p-5 text-ink shadow-far outline-none sm:left-auto sm:w-80',
        // On a phone it is a sheet over the whole window: with the chat open the picture is but a strip.
        'max-sm:fixed max-sm:bottom-[max(0.5rem,env(safe-area-inset-bottom))] max-sm:max-h-[80dvh] sm:absolute sm:max-h-full',
        place === 'top' ? 'sm:top-0 sm:right-0' : 'sm:right-1/2 sm:bottom-0 sm:translate-x-1/2',
      )}
    >
      <header className="mb-3.5 flex items-center justify-between gap-3">
        <h2 id={titleId} className="font-semibold text-base tracking-tight">
          {title}
        </h2>
        <IconButton icon={X} label={words.close} onClick={onClose} className="-my-2 -mr-2.5" />
      </header>
      {children}
    </section>
  );
}
