import type { Network } from '../platform.ts';

/** Online, offline and back in sight, as the page hears of it. */
export const domNetwork: Network = {
  isOnline: () => navigator.onLine,
  onWake: (listener) => {
    const seen = () => {
      if (document.visibilityState === 'visible') listener();
    };
    // `pageshow` comes for a page that returns from the back-forward cache with a dead socket.
    return listening([
      [window, 'online', listener],
      [window, 'pageshow', seen],
      [document, 'visibilitychange', seen],
    ]);
  },
  onOffline: (listener) => listening([[window, 'offline', listener]]),
};

function listening(places: readonly (readonly [EventTarget, string, () => void])[]): () => void {
  for (const [target, event, listener] of places) target.addEventListener(event, listener);
  return () => {
    for (const [target, event, listener] of places) target.removeEventListener(event, listener);
  };
}
