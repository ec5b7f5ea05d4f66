import type { CallMemory } from '../call-platform.ts';
import { unlessBlocked } from './unless-blocked.ts';

const PREFIX = 'jiggy-care/';

/**
 * Small texts in a storage of the page. Where it is forbidden (a page in a foreign frame) or full, nothing is
 * kept, and nothing fails.
 *
 * @param storage looked up at each use: merely touching it throws where it is forbidden
 */
export function storageMemory(storage: () => Storage): CallMemory {
  const tryTo = <T>(action: (storage: Storage) => T): T | undefined => unlessBlocked(() => action(storage()));
  return {
    read: (key) => tryTo((place) => place.getItem(PREFIX + key)) ?? undefined,
    write: (key, text) => tryTo((place) => place.setItem(PREFIX + key, text)),
    remove: (key) => tryTo((place) => place.removeItem(PREFIX + key)),
  };
}
