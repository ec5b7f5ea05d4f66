/** What is no message is told within this time; several changes in it are told as one. */
const GATHER_MS = 50;
/** Of a burst of messages an inbox is told so often; of the first of them at once. */
const BURST_MS = 500;
/** Who is in the room hears each message there, and is told so often. */
const IN_ROOM_MS = 3_000;

/** An entry that is to be told now. */
export interface Due {
  readonly id: string;
  /** Who touched it. */
  readonly by: ReadonlySet<string>;
  /** Whether those who hear the messages themselves, in the room, are told as well. */
  readonly inRoomToo: boolean;
}

interface Touched {
  by: Set<string>;
  /** When it is to be told to whom; `undefined` = to nobody so far. */
  dueAt: number | undefined;
  inRoomDueAt: number | undefined;
  toldAt: number;
  toldInRoomAt: number;
}

/**
 * How often the entries of inboxes are told. An inbox need not repaint for each message of a burst, and whoever is in
 * the room can tell from the messages how the entry stands.
 *
 * @source protocol P6.12
 */
export class InboxPace {
  private readonly conversations = new Map<string, Touched>();

  /**
   * @param now  ms by any clock that only runs forward
   * @returns    what is to be told at once, where that is so
   */
  message(id: string, by: string, now: number): Due | undefined {
    const touched = this.of(id);
    touched.by.add(by);
    touched.dueAt ??= Math.max(now, touched.toldAt + BURST_MS);
    touched.inRoomDueAt ??= Math.max(now, touched.toldInRoomAt + IN_ROOM_MS);
    return touched.dueAt <= now ? this.take(id, touched, now) : undefined;
  }

  /** Something else changed. */
  change(id: string, by: string, now: number): void {
    const touched = this.of(id);
    touched.by.add(by);
    touched.dueAt = Math.min(touched.dueAt ?? Number.POSITIVE_INFINITY, now + GATHER_MS);
    touched.inRoomDueAt = Math.min(touched.inRoomDueAt ?? Number.POSITIVE_INFINITY, now + GATHER_MS);
  }

  /** Takes what is due by now, so many at most. */
  due(now: number, limit: number): Due[] {
    const due: Due[] = [];
    for (const [id, touched] of this.conversations) {
      if (due.length === limit) break;
      if (isDue(touched, now)) due.push(this.take(id, touched, now));
      else if (isForgotten(touched, now)) this.conversations.delete(id);
    }
    return due;
  }

  /** Whether anything is still to be told. */
  get isIdle(): boolean {
    for (const { dueAt, inRoomDueAt } of this.conversations.values())
      if (dueAt !== undefined || inRoomDueAt !== undefined) return false;
    return true;
  }

  private of(id: string): Touched {
    const known = this.conversations.get(id);
    if (known !== undefined) return known;
    const fresh: Touched = {
      by: new Set(),
      dueAt: undefined,
      inRoomDueAt: undefined,
      toldAt: Number.NEGATIVE_INFINITY,
      toldInRoomAt: Number.NEGATIVE_INFINITY,
    };
    this.conversations.set(id, fresh);
    return fresh;
  }

  private take(id: string, touched: Touched, now: number): Due {
    const inRoomToo = touched.inRoomDueAt !== undefined && touched.inRoomDueAt <= now;
    const { by } = touched;
    touched.dueAt = undefined;
    touched.toldAt = now;
    if (inRoomToo) {
      touched.inRoomDueAt = undefined;
      touched.toldInRoomAt = now;
      touched.by = new Set();
    } else touched.by = new Set(by);
    return { id, by, inRoomToo };
  }
}

function isDue({ dueAt, inRoomDueAt }: Touched, now: number): boolean {
  return (dueAt !== undefined && dueAt <= now) || (inRoomDueAt !== undefined && inRoomDueAt <= now);
}

/** Nothing is to be told, and what comes next may be told at once. */
function isForgotten({ dueAt, inRoomDueAt, toldInRoomAt }: Touched, now: number): boolean {
  return dueAt === undefined && inRoomDueAt === undefined && toldInRoomAt + IN_ROOM_MS <= now;
}
