/** Letters that are no other letter with a mark on it, so that taking marks away does not reach them. */
const PLAIN_LETTERS: Readonly<Record<string, string>> = {
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
const APOSTROPHES = /[’‘ʼ`´]/g;

/**
 * A name as it is searched and sorted: without case and marks, special letters by their nearest, one kind of apostrophe.
 * The server and the app fold alike. Done here and not in SQL, where the answer depends on the locale that somebody once
 * gave the database: in one `lower('I')` is no `i`, in another `Ö` has no small letter.
 */
export function foldName(name: string): string {
  return name
    .toLowerCase()
    .replace(APOSTROPHES, "'")
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(SPECIAL, (letter) => PLAIN_LETTERS[letter] ?? letter);
}
