/** What browsers count as a deed of the person, after which a page may sound. A finger counts when it is lifted. */
const DEEDS = ['pointerdown', 'pointerup', 'keydown'] as const;

/** Calls at every click, tap and key until the returned function is called. */
export function onGesture(listener: () => void): () => void {
  for (const deed of DEEDS) window.addEventListener(deed, listener, { capture: true });
  return () => {
    for (const deed of DEEDS) window.removeEventListener(deed, listener, { capture: true });
  };
}
