const MAX_COUNT = 200;
/** What is sent within a few milliseconds: whoever writes the longest messages makes nobody wait for megabytes. */
const MAX_BYTES = 256 * 1024;

/**
 * Takes from the front what goes to the database together: so many, so much text, and always at least one.
 *
 * @param waiting in the order of coming; what is taken is removed
 */
export function takeBatch<T extends { readonly bytes: number }>(waiting: T[]): T[] {
  let count = 0;
  let total = 0;
  for (const { bytes } of waiting) {
    total += bytes;
    if (count > 0 && (count >= MAX_COUNT || total > MAX_BYTES)) break;
    count += 1;
  }
  return waiting.splice(0, count);
}
