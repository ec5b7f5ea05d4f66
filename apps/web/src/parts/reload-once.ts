const KEY = 'jiggy.reloaded';
/** A fault that is still there after loading anew is not mended by loading anew again. */
const AGAIN_AFTER_MS = 10 * 60_000;

/**
 * Whether the page may be loaded anew by itself now; it is written down, so that a page cannot load itself over and over.
 * A browser that keeps nothing never does.
 *
 * @param storage where it is written down: that of this window
 */
export function mayReload(storage: Pick<Storage, 'getItem' | 'setItem'>, now: number = Date.now()): boolean {
  try {
    const last = Number(storage.getItem(KEY) ?? Number.NEGATIVE_INFINITY);
    if (now - last < AGAIN_AFTER_MS) return false;
    storage.setItem(KEY, String(now));
    return storage.getItem(KEY) === String(now);
  } catch {
    return false;
  }
}
