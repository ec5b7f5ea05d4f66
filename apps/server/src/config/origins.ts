/** Schemes that no page or app has as its origin. */
const NEVER = /^(ftp|wss?|file|data|javascript|blob|about|mailto):/;

/**
 * Whether the text is exactly one origin as browsers write it: scheme, host, port; no path, no wildcard. That of a
 * packaged app has a scheme of its own, such as `capacitor://localhost`.
 */
export function isOrigin(text: string): boolean {
  if (text.includes('*') || !URL.canParse(text)) return false;
  if (/^https?:/i.test(text)) return new URL(text).origin === text;
  return /^[a-z][a-z\d+.-]*:\/\/[a-z\d._-]+(:\d+)?$/.test(text) && !NEVER.test(text);
}

/** What is wrong with the first of them that is almost one; nothing of the text itself, which may hold a secret. */
export function originHint(items: readonly string[]): string {
  const index = items.findIndex((item) => !isOrigin(item));
  const wrong = items[index] ?? '';
  if (wrong.includes('*') || !URL.canParse(wrong)) return '';
  const { origin, port, pathname, username } = new URL(wrong);
  if (username !== '' || pathname.length > 1) return '';
  const which = `Number ${index + 1} of them`;
  if (/[^\x20-\x7e]/.test(wrong))
    return `${which} has letters beyond ASCII: write the host as browsers send it (xn--…). `;
  if (wrong.endsWith('/')) return `${which} ends with a slash: leave it out. `;
  if (wrong !== wrong.toLowerCase()) return `${which} has capitals: write it in lower case. `;
  if (origin !== 'null' && port === '' && /:\d+$/.test(wrong))
    return `${which} names a default port: leave it out. `;
  return '';
}
