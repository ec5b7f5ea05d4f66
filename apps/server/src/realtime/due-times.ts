/** Things are found no more exactly than so. */
const SLOT_MS = 1_000;

/**
 * What is due when: so that a look each second sees what is due and not all there is.
 *
 * @typeParam T each of them is due once; put again, only the last time counts
 */
export class DueTimes<T extends object> {
  private readonly slots = new Map<number, Set<T>>();
  private readonly slotOf = new Map<T, number>();

  /** @param at milliseconds by any clock */
  put(thing: T, at: number): void {
    this.delete(thing);
    const slot = Math.ceil(at / SLOT_MS);
    const there = this.slots.get(slot);
    if (there === undefined) this.slots.set(slot, new Set([thing]));
    else there.add(thing);
    this.slotOf.set(thing, slot);
  }

  delete(thing: T): void {
    const slot = this.slotOf.get(thing);
    if (slot === undefined) return;
    this.slotOf.delete(thing);
    const there = this.slots.get(slot);
    there?.delete(thing);
    if (there?.size === 0) this.slots.delete(slot);
  }

  /** Takes what is due by now. */
  take(now: number): T[] {
    const taken: T[] = [];
    for (const [slot, there] of [...this.slots]) {
      if (slot * SLOT_MS > now) continue;
      for (const thing of there) {
        taken.push(thing);
        this.slotOf.delete(thing);
      }
      this.slots.delete(slot);
    }
    return taken;
  }
}
