const TITLES = /^(dr|prof|mr|mrs|ms|mx|herr|frau|dipl|med|phd|md)\.?$/i;

/** Longer than any name. */
const LOOKED_AT_CHARS = 200;

/** The first letters of the first and the last word of a name, without titles: "Dr. Ada M. Bello" gives AB. */
export function initialsOf(name: string): string {
  const words = name
    .slice(0, LOOKED_AT_CHARS)
    .trim()
    .split(/\s+/)
    .filter((word) => /\p{L}/u.test(word));
  const named = words.filter((word) => !TITLES.test(word));
  const chosen = named.length > 0 ? named : words;
  const first = chosen[0];
  const last = chosen.length > 1 ? chosen[chosen.length - 1] : undefined;
  return firstLetter(first) + firstLetter(last);
}

function firstLetter(word: string | undefined): string {
  return word?.normalize('NFC').match(/\p{L}/u)?.[0].toLocaleUpperCase() ?? '';
}

/** An angle on the colour wheel that stays the same for one id; neighbours are told apart by steps of 24. */
export function hueOf(id: string): number {
  let hash = 7;
  for (const letter of id) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
  return (hash % 15) * 24;
}
