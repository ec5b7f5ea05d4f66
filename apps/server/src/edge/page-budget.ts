import { LIMITS } from '@jiggy-care/protocol';

/**
 * How many items of a page are answered, so that no page is larger than its reader and we can bear: always as many
 * as an ordinary page has, and of more only those that fit.
 *
 * @param bytes of the text of each item, in the order of the page
 */
export function countWithinBudget(bytes: readonly number[]): number {
  let total = 0;
  for (const [index, size] of bytes.entries()) {
    total += size;
    if (index >= LIMITS.pageDefault && total > LIMITS.pageBytes) return index;
  }
  return bytes.length;
}
