export type TextPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string };

/** Stops at what no address contains: blanks, quotes, brackets, and marks that nobody sees but that turn text around. */
const ADDRESS = /(?<![\p{L}\p{N}_])https?:\/\/[^\s<>"'`{}|\\^\p{Cc}\p{Cf}]+/giu;

/** The text in pieces, with the web addresses in it as links. Only http and https; anything else stays text. */
export function findLinks(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const written = withoutTail(match[0]);
    const link = toLink(written);
    if (link === undefined) continue;
    if (match.index > end) parts.push({ kind: 'text', text: text.slice(end, match.index) });
    parts.push(link);
    end = match.index + written.length;
  }
  if (end < text.length) parts.push({ kind: 'text', text: text.slice(end) });
  return parts;
}

/** "(see https://example.org/a.)" ends before the dot and the bracket; "…/Rome_(city)" keeps its own. */
function withoutTail(address: string): string {
  let kept = address;
  for (;;) {
    const last = kept.at(-1) ?? '';
    const isPunctuation = '.,;:!?…*~'.includes(last);
    const isLooseBracket =
      (last === ')' && count(kept, ')') > count(kept, '(')) ||
      (last === ']' && count(kept, ']') > count(kept, '['));
    if (last === '' || !(isPunctuation || isLooseBracket)) return kept;
    kept = kept.slice(0, -1);
  }
}

function toLink(written: string): TextPart | undefined {
  if (!URL.canParse(written)) return undefined;
  const url = new URL(written);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  // "https://bank.example@evil.example" reads as the one and leads to the other
  if (hostPart(written).includes('@')) return undefined;
  const isPlain = /^[a-z0-9.:[\]-]+$/i.test(hostPart(written));
  // A name in another alphabet may look like one that you know: show what the network will really be asked for.
  return { kind: 'link', href: url.href, text: isPlain ? written : url.href };
}

function hostPart(written: string): string {
  return /^https?:\/\/([^/?#]*)/i.exec(written)?.[1] ?? '';
}

function count(text: string, sign: string): number {
  return text.split(sign).length - 1;
}
