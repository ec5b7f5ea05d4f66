import { type RefObject, useEffect } from 'react';

/** Asked for on another page: the search takes the focus as soon as it is there. */
let isWanted = false;

/** Lets Ctrl+K, or Cmd+K on a Mac, lead to the search for people, from wherever one is. @param goThere shows the inbox */
export function listenForSearchKey(goThere: () => void): () => void {
  const onKey = (event: KeyboardEvent) => {
    if (event.key.toLowerCase() !== 'k' || event.shiftKey || event.altKey) return;
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    isWanted = true;
    goThere();
    window.dispatchEvent(new Event('jiggy:search'));
  };
  window.addEventListener('keydown', onKey);
  return () => window.removeEventListener('keydown', onKey);
}

/** Gives the focus to this field when the search is asked for. */
export function useSearchKey(field: RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const take = () => {
      const element = field.current;
      // on a phone the inbox is not shown beside an open conversation
      if (!isWanted || element === null || element.offsetParent === null) return;
      isWanted = false;
      element.focus();
      element.select();
    };
    take();
    window.addEventListener('jiggy:search', take);
    return () => window.removeEventListener('jiggy:search', take);
  }, [field]);
}
