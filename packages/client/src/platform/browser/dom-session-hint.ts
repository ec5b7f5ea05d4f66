import type { SessionHint } from '../platform.ts';
import { storageMemory } from './dom-storage.ts';
import { unlessBlocked } from './unless-blocked.ts';

const KEY = 'session';

/**
 * What this browser remembers of a sign-in, and what the server said when it gave us this page: so a stranger's first
 * look makes no refused requests. Of another origin's cookies nothing is known here.
 */
export function domSessionHint(): SessionHint {
  const memory = storageMemory(() => localStorage);
  const isOurs = (url: string) => unlessBlocked(() => new URL(url).origin) === location.origin;
  return {
    mayBeSignedIn: (url) => {
      if (!isOurs(url)) return true;
      // That somebody signed out here is no proof: another page of this origin may have signed in since.
      return memory.read(KEY) === 'in' || toldWithThePage() !== 'out';
    },
    note: (url, isSignedIn) => {
      if (isOurs(url)) memory.write(KEY, isSignedIn ? 'in' : 'out');
    },
  };
}

/** `Server-Timing: session;desc=in`. A page that a service worker keeps must be kept without it. */
function toldWithThePage(): string | undefined {
  return unlessBlocked(() => {
    const [page] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
    return page?.serverTiming.find(({ name }) => name === 'session')?.description;
  });
}
