import type { WindowNote, Windows } from '../platform.ts';
import { unlessBlocked } from './unless-blocked.ts';

const CHANNEL = 'jiggy-care';

/**
 * The other windows of this origin. Without Web Locks (a page without HTTPS, or with all cookies blocked) each acts for
 * itself; without a channel none hears of another.
 */
export function domWindows(): Windows | undefined {
  const channel = unlessBlocked(() => new BroadcastChannel(CHANNEL));
  const locks = unlessBlocked(() => navigator.locks as LockManager | undefined);
  if (channel === undefined && locks === undefined) return undefined;
  return {
    post: (note) => unlessBlocked(() => channel?.postMessage(note)),
    onNote: (listener) => {
      const hear = ({ data }: MessageEvent<WindowNote>) => {
        // Any script of the origin may speak here.
        if (typeof data === 'object' && data !== null) listener(data);
      };
      channel?.addEventListener('message', hear);
      return () => channel?.removeEventListener('message', hear);
    },
    exclusively: async (name, action) => {
      if (locks === undefined) return action();
      let running: ReturnType<typeof action> | undefined;
      const run = () => {
        running ??= action();
        return running;
      };
      // A lock that is refused is no reason not to act.
      await locks.request(name, run).catch(() => {});
      return run();
    },
  };
}
