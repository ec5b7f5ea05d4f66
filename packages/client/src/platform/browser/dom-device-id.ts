import { LIMITS } from '@jiggy-care/protocol/words';
import { unlessBlocked } from './unless-blocked.ts';

const KEY = 'jiggy.device';

/**
 * One window is one device: a call finds this window again after a reload. The id lies in the storage only from
 * one page to the next, for a duplicated window gets a copy of the storage and must not be taken for the first.
 * Where storage is forbidden the id lasts as long as the page.
 */
export function takeDeviceId(makeId: () => string): string {
  const id = take() ?? makeId();
  window.addEventListener('pagehide', () => unlessBlocked(() => sessionStorage.setItem(KEY, id)));
  // back from the browser's memory, as it was left
  window.addEventListener('pageshow', () => take());
  return id;
}

function take(): string | undefined {
  return unlessBlocked(() => {
    const id = sessionStorage.getItem(KEY);
    sessionStorage.removeItem(KEY);
    // Longer than the server reads: then it is not of us.
    return id === null || id === '' || id.length > LIMITS.deviceIdChars ? undefined : id;
  });
}
