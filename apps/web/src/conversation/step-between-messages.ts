const STEPS: Readonly<Record<string, number>> = { arrowup: -1, arrowdown: 1 };

/**
 * Up and down lead from one message to the next, once the focus is in one.
 *
 * @returns whether the key was taken
 */
export function stepBetweenMessages(key: string | undefined, feed: Element, from: EventTarget): boolean {
  const step = STEPS[key ?? ''];
  const stamps = [...feed.querySelectorAll<HTMLElement>('[data-stamp]')];
  const place = stamps.indexOf(from as HTMLElement);
  if (step === undefined || place === -1) return false;
  stamps[place + step]?.focus();
  return true;
}
