/**
 * The beginning of a text that may be very long, where one line of it is shown or said. It cuts between signs, so that no
 * half of one is left, and says with "…" that there is more.
 */
export function excerpt(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  const cut = text.slice(0, maxChars);
  return `${/[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}
