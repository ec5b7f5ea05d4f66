import type { SessionState, Store } from '@jiggy-care/client';

interface OutsideNote {
  readonly title: string;
  readonly body: string;
  /** A later note with the same tag takes the place of the earlier one. */
  readonly tag: string;
  readonly url: string;
}

// Some hardened browsers have the property and nothing in it.

/** Makes the app open without a network. */
export function registerServiceWorker(): void {
  const { serviceWorker } = navigator as Partial<Navigator>;
  if (serviceWorker === undefined || import.meta.env.DEV) return;
  const register = () => serviceWorker.register('/sw.js').catch(() => {});
  // The first visit belongs to the page: what is kept for later is fetched after it stands.
  if (document.readyState === 'complete') register();
  else window.addEventListener('load', register);
}

/** Shows it on the system's own surface, unless some window of the app is being looked at. */
export async function notifyOutside(note: OutsideNote): Promise<void> {
  const { serviceWorker } = navigator as Partial<Navigator>;
  if (serviceWorker === undefined || !('Notification' in window) || Notification.permission !== 'granted')
    return;
  const { active } = await serviceWorker.ready;
  active?.postMessage({ kind: 'notify', ...note });
}

/** Takes back what was shown, if it still stands there and nothing else has taken its place. */
export async function closeOutside({ tag, title }: Pick<OutsideNote, 'tag' | 'title'>): Promise<void> {
  const { serviceWorker } = navigator as Partial<Navigator>;
  if (serviceWorker === undefined) return;
  const registration = await serviceWorker.ready;
  const shown = await registration.getNotifications({ tag });
  for (const note of shown) if (note.title === title) note.close();
}

/** Takes back all that stands there: whoever has this device next need not know of it. */
async function closeAllOutside(): Promise<void> {
  const { serviceWorker } = navigator as Partial<Navigator>;
  const registration = await serviceWorker?.getRegistration();
  for (const note of (await registration?.getNotifications()) ?? []) note.close();
}

/** Nothing that was told to somebody stays where they have signed out, or were signed out. */
export function closeNotesAfter(session: Store<SessionState>): void {
  session.subscribe(() => {
    const { status, reason } = session.get();
    if (status === 'signed-out' && reason !== 'never') closeAllOutside().catch(() => {});
  });
}

/** A ring and its being missed are one note; messages of the same conversation are another. */
export function callTag(conversationId: string): string {
  return `call:${conversationId}`;
}
