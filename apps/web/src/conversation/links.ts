export type TextPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string };

/** Longer than any address that somebody reads; what is longer stays text. */
const MAX_LINK_CHARS = 2_048;
/** A name on the network is never longer, and what turns one into its plain letters grows with its square. */
const MAX_HOST_CHARS = 253;

/**
 * What may be an address: of a page, of a mailbox, or of a telephone. An address of a page stops at what no address
 * contains: blanks, quotes, brackets, and marks that nobody sees but that turn text around. Every repetition is bounded
 * or cannot be tried twice, for the text is a stranger's.
 */
const ADDRESS = new RegExp(
  [
    /(?<page>(?<![\p{L}\p{N}_])https?:\/\/[^\s<>"'`{}|\\^\p{Cc}\p{Cf}]+)/u,
    /(?<host>(?<![\p{L}\p{N}_@./:-])www\.[^\s<>"'`{}|\\^\p{Cc}\p{Cf}]+)/u,
    /(?<mail>(?<![^\s<("'[,;])[\w.+-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}(?![\p{L}\p{N}_@-]))/u,
    /(?<phone>(?<![\p{L}\p{N}_+/.,:-])(?:\+[1-9]|\(?0[1-9])[\d \u00A0()/-]{5,20}\d(?![\p{L}\p{N}_:]|[.,/-]\d))/u,
  ]
    .map(({ source }) => source)
    .join('|'),
  'giu',
);

/**
 * The text in pieces, with what one can follow as links: web addresses, also those that begin with `www.`, mail
 * addresses and telephone numbers. Anything else stays text.
 */
export function findLinks(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const { page, host, mail, phone } = match.groups ?? {};
    const link =
      page !== undefined || host !== undefined
        ? toPage(withoutTail(match[0]), host === undefined ? '' : 'https://')
        : (mail !== undefined && toMail(mail)) || (phone !== undefined && toPhone(phone)) || undefined;
    if (link === undefined) continue;
    if (match.index > end) parts.push({ kind: 'text', text: text.slice(end, match.index) });
    parts.push({ kind: 'link', text: link.text, href: link.href });
    end = match.index + link.writtenChars;
  }
  if (end < text.length) parts.push({ kind: 'text', text: text.slice(end) });
  return parts;
}

interface Link {
  readonly text: string;
  readonly href: string;
  /** How much of what was written it stands for. */
  readonly writtenChars: number;
}

/**
 * "(see https://example.org/a.)" ends before the dot and the bracket; "…/Rome_(city)" keeps its own. The brackets are
 * counted once, and each that is cut off is taken from the count.
 */
function withoutTail(address: string): string {
  const surplus = { ')': 0, ']': 0 };
  for (const sign of address) {
    if (sign === ')' || sign === ']') surplus[sign] += 1;
    else if (sign === '(') surplus[')'] -= 1;
    else if (sign === '[') surplus[']'] -= 1;
  }
  let end = address.length;
  for (; end > 0; end -= 1) {
    const last = address[end - 1] ?? '';
    if ((last === ')' || last === ']') && surplus[last] > 0) surplus[last] -= 1;
    else if (!'.,;:!?…*~'.includes(last)) break;
  }
  return address.slice(0, end);
}

function toPage(written: string, scheme: '' | 'https://'): Link | undefined {
  if (written.length > MAX_LINK_CHARS) return undefined;
  const address = scheme + written;
  const host = hostPart(address);
  // "https://bank.example@evil.example" reads as the one and leads to the other
  if (host.length > MAX_HOST_CHARS || host.includes('@') || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  // "www." alone leads nowhere
  if (scheme !== '' && !/^www\.[^.]+\../i.test(url.hostname)) return undefined;
  const isPlain = /^[a-z0-9.:[\]-]+$/i.test(host);
  // A name in another alphabet may look like one that you know: show what the network will really be asked for.
  return { href: url.href, text: isPlain ? written : url.href, writtenChars: written.length };
}

function toMail(written: string): Link | undefined {
  const name = written.slice(0, written.indexOf('@'));
  if (name.startsWith('.') || name.endsWith('.') || name.includes('..')) return undefined;
  return { href: `mailto:${written}`, text: written, writtenChars: written.length };
}

/** A number as people write it, and not a date, which looks much the same. */
function toPhone(written: string): Link | undefined {
  const digits = written.replace(/\D/g, '');
  const isDate = /^\d{1,2}([/ -])\d{1,2}\1\d{2,4}$/.test(written);
  if (digits.length < 7 || digits.length > 15 || isDate) return undefined;
  if (written.includes('(') !== written.includes(')')) return undefined;
  const plus = written.startsWith('+') ? '+' : '';
  // "+49 (0)30 …": the nought in brackets is not dialled from abroad
  const dialled = plus === '' ? digits : written.replace('(0)', '').replace(/\D/g, '');
  return { href: `tel:${plus}${dialled}`, text: written, writtenChars: written.length };
}

function hostPart(address: string): string {
  return /^https?:\/\/([^/?#]*)/i.exec(address)?.[1] ?? '';
}
