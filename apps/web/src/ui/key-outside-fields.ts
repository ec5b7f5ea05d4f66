import { isOfInputMethod } from './input-method.ts';

const FIELDS = 'input, textarea, select, [contenteditable]';

/** What a key handler has to know of its event, React's or the browser's own. */
interface KeyPress {
  readonly key: string;
  readonly keyCode: number;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly target: EventTarget | null;
}

/**
 * The key that was pressed alone while nobody was writing, in small letters; `undefined` for any other. A key of one
 * letter is a command only where the focus is in what it commands, so that nobody sets it off by talking to their device.
 *
 * @source WCAG 2.2, 2.1.4 Character Key Shortcuts
 */
export function keyOutsideFields(event: KeyPress): string | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey || isOfInputMethod(event)) return undefined;
  if (event.target instanceof Element && event.target.closest(FIELDS) !== null) return undefined;
  return event.key.toLowerCase();
}
