import type { MessageItem } from '@jiggy-care/client';
import type { BookingLine } from '../bookings/booking-line.ts';
import type { PastCall } from '../calls/past-call.ts';

/** One line of the feed, as the list of it is drawn. Keys stay the same whatever is added before or after. */
export type FeedRow =
  | { readonly kind: 'begin'; readonly key: 'begin' }
  | { readonly kind: 'day'; readonly key: string; readonly at: number }
  | { readonly kind: 'new'; readonly key: 'new' }
  | {
      readonly kind: 'message';
      readonly key: string;
      readonly item: MessageItem;
      /** First and last of what one person wrote in one go. Only `endsGroup` may change the height of a row. */
      readonly startsGroup: boolean;
      readonly endsGroup: boolean;
    }
  | BetweenRow;

/** What stands at its time between the messages. */
type BetweenRow =
  | { readonly kind: 'call'; readonly key: string; readonly call: PastCall }
  | { readonly kind: 'booking'; readonly key: string; readonly line: BookingLine };

/** A pause this long makes two messages of one person two thoughts. */
const GROUP_GAP_MS = 5 * 60_000;

interface FeedWindow {
  /** Calls between the two, oldest first; those before the first message are shown once all of it is there. */
  readonly calls?: readonly PastCall[];
  /** What was done with the appointment, oldest first; shown like calls. */
  readonly bookingLines?: readonly BookingLine[];
  /** Key of the first message that is new to the reader. */
  readonly newKey?: string | undefined;
  /** Whether the first message of the conversation is among them. */
  readonly isWhole: boolean;
}

/**
 * Lines for messages in their order, and calls and changes of the appointment at their time: a line for each day, one where the new messages
 * begin, and who spoke in one go.
 */
export function feedRows(
  items: readonly MessageItem[],
  { calls = [], bookingLines = [], newKey, isWhole }: FeedWindow,
): FeedRow[] {
  const between = betweenMessages(calls, bookingLines);
  const isBegin = isWhole && items.length + between.length > 0;
  const rows: FeedRow[] = isBegin ? [{ kind: 'begin', key: 'begin' }] : [];
  let day: number | undefined;
  const beginDay = (when: When) => {
    if (when.day !== day) rows.push({ kind: 'day', key: `day:${when.day}`, at: when.at });
    day = when.day;
  };
  let next = isWhole ? 0 : firstAfter(between, items[0]);
  const addUntil = (at: number) => {
    for (let row = between[next]; row !== undefined && timeOfRow(row) <= at; row = between[next]) {
      const line = lineOf(row);
      beginDay(whenOf(line, line.at));
      rows.push(row);
      next += 1;
    }
  };

  let joins = false;
  for (const [index, item] of items.entries()) {
    const following = items[index + 1];
    addUntil(timeOf(item));
    beginDay(whenOf(item, item.createdAt));
    if (item.key === newKey) rows.push({ kind: 'new', key: 'new' });
    const row = between[next];
    const continues =
      following !== undefined &&
      following.key !== newKey &&
      isOneGo(item, following) &&
      (row === undefined || timeOfRow(row) > timeOf(following));
    rows.push({ kind: 'message', key: item.key, item, startsGroup: !joins, endsGroup: !continues });
    joins = continues;
  }
  addUntil(Number.POSITIVE_INFINITY);
  // A clock that was set back may bring a day again; a key must not.
  return withUniqueDays(rows);
}

function betweenMessages(calls: readonly PastCall[], lines: readonly BookingLine[]): BetweenRow[] {
  const rows: BetweenRow[] = calls.map((call) => ({ kind: 'call', key: `call:${call.id}`, call }));
  if (lines.length === 0) return rows;
  for (const line of lines) rows.push({ kind: 'booking', key: `booking:${line.id}`, line });
  return rows.sort((a, b) => timeOfRow(a) - timeOfRow(b));
}

const lineOf = (row: BetweenRow) => (row.kind === 'call' ? row.call : row.line);
const timeOfRow = (row: BetweenRow) => lineOf(row).at;

/** What lies before the oldest loaded message comes with the messages around it. */
function firstAfter(between: readonly BetweenRow[], oldest: MessageItem | undefined): number {
  if (oldest === undefined) return between.length;
  const first = between.findIndex((row) => timeOfRow(row) >= timeOf(oldest));
  return first === -1 ? between.length : first;
}

function isOneGo(item: MessageItem, next: MessageItem): boolean {
  return (
    item.senderId === next.senderId &&
    dayOf(item) === dayOf(next) &&
    timeOf(next) - timeOf(item) < GROUP_GAP_MS
  );
}

function withUniqueDays(rows: FeedRow[]): FeedRow[] {
  const seen = new Set<string>();
  return rows.filter((row) => {
    if (row.kind !== 'day') return true;
    if (seen.has(row.key)) return false;
    seen.add(row.key);
    return true;
  });
}

interface When {
  readonly at: number;
  readonly day: number;
}

// Twenty thousand dates are slow to read for each new message, and nothing here ever changes its own.
const known = new WeakMap<MessageItem | PastCall | BookingLine, When>();

function whenOf(line: MessageItem | PastCall | BookingLine, time: string | number): When {
  const found = known.get(line);
  if (found !== undefined) return found;
  const date = new Date(time);
  const when = {
    at: date.getTime(),
    day: date.getFullYear() * 10_000 + date.getMonth() * 100 + date.getDate(),
  };
  known.set(line, when);
  return when;
}

const timeOf = (item: MessageItem) => whenOf(item, item.createdAt).at;
const dayOf = (item: MessageItem) => whenOf(item, item.createdAt).day;
