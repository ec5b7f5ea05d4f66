import { X } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { IconButton } from './button.tsx';

interface Props {
  readonly title: string;
  readonly closeLabel: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/**
 * A question in front of everything, open while it is mounted. The browser's own dialog keeps the focus inside,
 * closes on Escape and gives the focus back; and it needs no styles that the page's policy would refuse.
 */
export function Dialog({ title, closeLabel, onClose, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape is the key for it, and the browser handles that
    <dialog
      ref={dialog}
      aria-labelledby={titleId}
      className="sheet"
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      <div className="p-6">
        <header className="mb-4 flex items-start justify-between gap-4">
          <h2 id={titleId} className="font-semibold text-lg tracking-tight">
            {title}
          </h2>
          <IconButton icon={X} label={closeLabel} onClick={onClose} className="-mt-2 -mr-2.5" />
        </header>
        {children}
      </div>
    </dialog>
  );
}
