/** What a browser offers, or `undefined` where it is missing or forbidden: with cookies blocked, some throw when merely touched. */
export function unlessBlocked<T>(touch: () => T): T | undefined {
  try {
    return touch();
  } catch {
    return undefined;
  }
}
