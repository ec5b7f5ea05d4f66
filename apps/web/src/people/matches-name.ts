/** Longer than any name; a search that is longer finds nobody anyway. */
const LOOKED_AT_CHARS = 200;

/** Letters that are no other letter with a mark on it, so that taking marks away does not reach them. */
const PLAIN_LETTERS: Record<string, string> = {
  æ: 'ae',
  ð: 'd',
  đ: 'd',
  ɖ: 'd',
  ɗ: 'd',
  ɓ: 'b',
  ħ: 'h',
  ı: 'i',
  ƙ: 'k',
  ł: 'l',
  ŋ: 'n',
  ø: 'o',
  œ: 'oe',
  ß: 'ss',
  þ: 'th',
  ŧ: 't',
};
const SPECIAL = new RegExp(`[${Object.keys(PLAIN_LETTERS).join('')}]`, 'g');
const APOSTROPHES = /['’‘ʼ`´]/g;

/**
 * Whether every word of the search begins a word of the name. Accents, capitals and apostrophes do not matter, and a
 * letter that is not on one's keyboard is found by its nearest: "soren" finds Søren. Every search for a person asks here.
 */
export function matchesName(name: string, search: string): boolean {
  const known = folded(name);
  const parts = [...words(known.replace(APOSTROPHES, '')), ...words(known.replace(APOSTROPHES, ' '))];
  return words(folded(search).replace(APOSTROPHES, '')).every((wanted) =>
    parts.some((part) => part.startsWith(wanted)),
  );
}

function folded(text: string): string {
  return text
    .slice(0, LOOKED_AT_CHARS)
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(SPECIAL, (letter) => PLAIN_LETTERS[letter] ?? letter);
}

function words(text: string): string[] {
  return text.split(/[\s.,()/‐–-]+/).filter((word) => word !== '');
}
