import { type ReactNode, useEffect, useLayoutEffect, useRef } from 'react';
import { classNames } from '../ui/class-names.ts';
import { isOfInputMethod } from '../ui/input-method.ts';

interface Props {
  /** Id of the element that names it. */
  readonly labelledBy: string;
  readonly describedBy?: string;
  /** Closed, it stays in the page with all that plays in it. */
  readonly isOpen?: boolean;
  /** `paper` follows the theme, `stage` is dark in both. */
  readonly look: 'paper' | 'stage';
  readonly phase: string;
  readonly children: ReactNode;
}

/**
 * The whole window, above everything that may be open. The focus goes to what is marked with `data-first-focus`.
 * No Escape closes it: one key too many must not decline or end a call.
 */
export function CallDialog({ labelledBy, describedBy, isOpen = true, look, phase, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);

  useLayoutEffect(() => {
    const element = dialog.current;
    if (element === null || !isOpen) return;
    const before = document.activeElement;
    const open = () => {
      element.showModal();
      element.querySelector<HTMLElement>('[data-first-focus]')?.focus();
    };
    open();
    // Where a browser closes it all the same, as by a phone's way back, it comes again.
    element.addEventListener('close', open);
    return () => {
      element.removeEventListener('close', open);
      element.close();
      giveBackFocus(before);
    };
  }, [isOpen]);

  useEffect(() => {
    if (!isOpen) return;
    const swallow = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !isOfInputMethod(event)) event.preventDefault();
    };
    window.addEventListener('keydown', swallow);
    return () => window.removeEventListener('keydown', swallow);
  }, [isOpen]);

  return (
    <dialog
      ref={dialog}
      // No close request at all, where the browser knows how to be told so.
      closedby="none"
      aria-labelledby={labelledBy}
      aria-describedby={describedBy}
      data-call-screen
      data-phase={phase}
      onCancel={(event) => event.preventDefault()}
      className={classNames('call-screen', look === 'stage' && 'call-stage')}
    >
      {children}
    </dialog>
  );
}

/** The page behind may be shown again only in this very moment, so the focus waits for it. */
function giveBackFocus(element: Element | null): void {
  requestAnimationFrame(() => {
    const isFree = document.activeElement === null || document.activeElement === document.body;
    if (isFree && element instanceof HTMLElement) element.focus({ preventScroll: true });
  });
}
