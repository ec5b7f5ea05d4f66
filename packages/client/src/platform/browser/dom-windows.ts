import type { WindowNote, Windows } from '../platform.ts';

const CHANNEL = 'jiggy-care';

/** The other windows of this origin. Without Web Locks (a page without HTTPS) each acts for itself. */
export function domWindows(): Windows | undefined {
  if (typeof BroadcastChannel === 'undefined') return undefined;
  const channel = new BroadcastChannel(CHANNEL);
  return {
    post: (note) => channel.postMessage(note),
    onNote: (listener) => {
      const hear = (event: MessageEvent<WindowNote>) => listener(event.data);
      channel.addEventListener('message', hear);
      return () => channel.removeEventListener('message', hear);
    },
    exclusively: async (name, action) => {
      if (navigator.locks === undefined) return action();
      return (await navigator.locks.request(name, action)) as Awaited<ReturnType<typeof action>>;
    },
  };
}
