/** So seldom at the most is the same told, however often it goes well in between. */
const AGAIN_AFTER_MS = 600_000;

/**
 * Which refusals of jobs were told: a dead mail server is one line, not one for each mail and each try.
 *
 * @source operators, Jobs
 */
export class ToldRefusals {
  private readonly kinds = new Map<string, Map<string, { readonly at: number; isOver: boolean }>>();

  /** Whether it is to be told: it is the first of its kind with that fault since one went well. */
  isNews(kind: string, fault: string, now: number): boolean {
    const faults = this.kinds.get(kind) ?? new Map();
    this.kinds.set(kind, faults);
    const told = faults.get(fault);
    if (told !== undefined && !(told.isOver && now - told.at >= AGAIN_AFTER_MS)) return false;
    faults.set(fault, { at: now, isOver: false });
    return true;
  }

  wentWell(kind: string): void {
    for (const told of this.kinds.get(kind)?.values() ?? []) told.isOver = true;
  }
}
