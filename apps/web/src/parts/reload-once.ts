const KEY = 'jiggy.reloaded';
/** A fault that is still there after loading anew is not mended by loading anew again. */
const AGAIN_AFTER_MS = 10 * 60_000;

/**
 * Whether the page may be loaded anew by itself now; it is written down, so that a page cannot load itself over and over.
 * A browser that keeps nothing never does.
 *
 * @param open gives where it is written down, that of this window; it throws where a browser forbids so much as to touch it
 */
export function mayReload(open: () => Pick<Storage, 'getItem' | 'setItem'>, now = Date.now()): boolean {
  try {
    const storage = open();
    const last = Number(storage.getItem(KEY) ?? Number.NEGATIVE_INFINITY);
    if (now - last < AGAIN_AFTER_MS) return false;
    storage.setItem(KEY, String(now));
    return storage.getItem(KEY) === String(now);
  } catch {
    return false;
  }
}
