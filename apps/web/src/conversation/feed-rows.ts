import type { MessageItem } from '@jiggy-care/client';
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
  | { readonly kind: 'call'; readonly key: string; readonly call: PastCall };

/** A pause this long makes two messages of one person two thoughts. */
const GROUP_GAP_MS = 5 * 60_000;

interface FeedWindow {
  /** Calls between the two, oldest first; those before the first message are shown once all of it is there. */
  readonly calls?: readonly PastCall[];
  /** Key of the first message that is new to the reader. */
  readonly newKey?: string | undefined;
  /** Whether the first message of the conversation is among them. */
  readonly isWhole: boolean;
}

/**
 * Lines for messages in their order and calls at their time: a line for each day, one where the new messages
 * begin, and who spoke in one go.
 */
export function feedRows(
  items: readonly MessageItem[],
  { calls = [], newKey, isWhole }: FeedWindow,
): FeedRow[] {
  const isBegin = isWhole && items.length + calls.length > 0;
  const rows: FeedRow[] = isBegin ? [{ kind: 'begin', key: 'begin' }] : [];
  let day: number | undefined;
  const beginDay = (when: When) => {
    if (when.day !== day) rows.push({ kind: 'day', key: `day:${when.day}`, at: when.at });
    day = when.day;
  };
  let nextCall = isWhole ? 0 : firstAfter(calls, items[0]);
  const addCallsUntil = (at: number) => {
    for (let call = calls[nextCall]; call !== undefined && call.at <= at; call = calls[nextCall]) {
      beginDay(whenOf(call, call.at));
      rows.push({ kind: 'call', key: `call:${call.id}`, call });
      nextCall += 1;
    }
  };

  let joins = false;
  for (const [index, item] of items.entries()) {
    const next = items[index + 1];
    addCallsUntil(timeOf(item));
    beginDay(whenOf(item, item.createdAt));
    if (item.key === newKey) rows.push({ kind: 'new', key: 'new' });
    const callAt = calls[nextCall]?.at ?? Number.POSITIVE_INFINITY;
    const continues =
      next !== undefined && next.key !== newKey && isOneGo(item, next) && callAt > timeOf(next);
    rows.push({ kind: 'message', key: item.key, item, startsGroup: !joins, endsGroup: !continues });
    joins = continues;
  }
  addCallsUntil(Number.POSITIVE_INFINITY);
  // A clock that was set back may bring a day again; a key must not.
  return withUniqueDays(rows);
}

/** What lies before the oldest loaded message comes with the messages around it. */
function firstAfter(calls: readonly PastCall[], oldest: MessageItem | undefined): number {
  if (oldest === undefined) return calls.length;
  const first = calls.findIndex(({ at }) => at >= timeOf(oldest));
  return first === -1 ? calls.length : first;
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
const known = new WeakMap<MessageItem | PastCall, When>();

function whenOf(line: MessageItem | PastCall, time: string | number): When {
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
