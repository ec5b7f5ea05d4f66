import type { KeyboardEvent } from 'react';

const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };

/**
 * Moves the focus among the conversations with the arrow keys, from the search into the list and back. To be put on what
 * holds both.
 *
 * @param search what stands above the first row
 */
export function moveAmongRows(event: KeyboardEvent<HTMLElement>, search: HTMLElement | null): void {
  const step = STEPS[event.key];
  if (step === undefined || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('li > a')];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  const isInSearch = document.activeElement === search;
  if (at === -1 && !(isInSearch && step === 1)) return;
  event.preventDefault();
  (at + step < 0 ? search : rows[at + step])?.focus();
}
