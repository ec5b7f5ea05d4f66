/** What the order of bookings is made of. */
interface Placed {
  readonly id: string;
  /** ISO time, UTC. */
  readonly scheduledAt: string;
}

/** The place in the order after which a page begins: a distance in milliseconds, and an id. */
export interface Place {
  readonly distanceMs: number;
  readonly id: string;
}

const MINUTE_MS = 60_000;

/**
 * The instant from which "near" is reckoned. The minute that runs, so that the pages of one list, asked for one
 * after the other, agree.
 */
export function hereAndNow(now: number): number {
  return Math.floor(now / MINUTE_MS) * MINUTE_MS;
}

export function placeOf({ id, scheduledAt }: Placed, here: number): Place {
  return { id, distanceMs: Math.abs(Date.parse(scheduledAt) - here) };
}

/** Two lists, each in its order already, as one: the nearest first, whichever side of now it lies on. */
export function mergeNearest<T extends Placed>(
  upcoming: readonly T[],
  past: readonly T[],
  here: number,
  limit: number,
): T[] {
  const placed = [...upcoming, ...past].map((item) => ({ item, ...placeOf(item, here) }));
  placed.sort((a, b) => a.distanceMs - b.distanceMs || (a.id < b.id ? -1 : 1));
  return placed.slice(0, limit).map(({ item }) => item);
}
