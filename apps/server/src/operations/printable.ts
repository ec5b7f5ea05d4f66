/** What a terminal may take for a command, or what turns the rest of a line around. Line breaks are ours. */
const UNSAFE = /[^\P{C}\n]|[\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * Text for a terminal: what others may have written into it (a name, a user agent) is shown and never obeyed. Each
 * control, hidden or turning character becomes `\u{…}`.
 */
export function printable(text: string): string {
  return text.replaceAll(UNSAFE, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}
