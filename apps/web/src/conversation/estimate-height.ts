import type { FeedRow } from './feed-rows.ts';

/** How high a row will be, near enough that the scroll bar does not hop when it is measured. */
export function estimateHeight(row: FeedRow | undefined, feedWidth: number): number {
  if (row === undefined) return 44;
  if (row.kind === 'day') return 54;
  if (row.kind === 'new') return 32;
  if (row.kind === 'begin') return 66;
  if (row.kind === 'call') return 70;
  if (row.kind === 'booking') return 32;
  const bubbleWidth = Math.min((feedWidth - 48) * 0.86, 544) - 30;
  const charsPerLine = Math.max(bubbleWidth / 7.6, 10);
  // the time stands at the end of the last line
  const lines = row.item.content.split('\n').reduce((sum, line, index, all) => {
    const chars = line.length + (index === all.length - 1 ? 10 : 0);
    return sum + Math.max(1, Math.ceil(chars / charsPerLine));
  }, 0);
  return 18 + lines * 23 + (row.endsGroup ? 12 : 3) + (row.item.status === 'failed' ? 36 : 0);
}
