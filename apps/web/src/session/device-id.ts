const KEY = 'jiggy.device';

/**
 * One window is one device: a call finds this window again after a reload. The id lies in the storage only from
 * one page to the next, for a duplicated window gets a copy of the storage and must not be taken for the first.
 */
export function takeDeviceId(makeId: () => string): string {
  const id = take() ?? makeId();
  window.addEventListener('pagehide', () => leave(id));
  // back from the browser's memory, as it was left
  window.addEventListener('pageshow', () => take());
  return id;
}

function take(): string | undefined {
  try {
    const id = sessionStorage.getItem(KEY);
    sessionStorage.removeItem(KEY);
    return id ?? undefined;
  } catch {
    // storage is forbidden here: the id lasts as long as the page
    return undefined;
  }
}

function leave(id: string): void {
  try {
    sessionStorage.setItem(KEY, id);
  } catch {
    // as above
  }
}
