import type { MessageItem } from '@jiggy-care/client';

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
    };

/** A pause this long makes two messages of one person two thoughts. */
const GROUP_GAP_MS = 5 * 60_000;

/**
 * Lines for messages in their order: a line for each day, one where the new ones begin, and who spoke in one go.
 *
 * @param newKey   key of the first message that is new to the reader
 * @param isWhole  whether the first message of the conversation is among them
 */
export function feedRows(
  items: readonly MessageItem[],
  { newKey, isWhole }: { readonly newKey?: string | undefined; readonly isWhole: boolean },
): FeedRow[] {
  const rows: FeedRow[] = isWhole && items.length > 0 ? [{ kind: 'begin', key: 'begin' }] : [];
  let day: number | undefined;
  let joins = false;
  for (const [index, item] of items.entries()) {
    const next = items[index + 1];
    const at = timeOf(item);
    const itemDay = dayOf(item);
    if (itemDay !== day) rows.push({ kind: 'day', key: `day:${itemDay}`, at });
    day = itemDay;
    if (item.key === newKey) rows.push({ kind: 'new', key: 'new' });
    const continues = next !== undefined && next.key !== newKey && isOneGo(item, next);
    rows.push({ kind: 'message', key: item.key, item, startsGroup: !joins, endsGroup: !continues });
    joins = continues;
  }
  // A clock that was set back may bring a day again; a key must not.
  return withUniqueDays(rows);
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

// Twenty thousand dates are slow to read for each new message, and an item never changes its own.
const known = new WeakMap<MessageItem, When>();

function whenOf(item: MessageItem): When {
  const found = known.get(item);
  if (found !== undefined) return found;
  const date = new Date(item.createdAt);
  const when = {
    at: date.getTime(),
    day: date.getFullYear() * 10_000 + date.getMonth() * 100 + date.getDate(),
  };
  known.set(item, when);
  return when;
}

const timeOf = (item: MessageItem) => whenOf(item).at;
const dayOf = (item: MessageItem) => whenOf(item).day;
