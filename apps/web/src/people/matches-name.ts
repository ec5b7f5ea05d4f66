import { foldName } from '@jiggy-care/protocol/fold-name';

/** Longer than any name; a search that is longer finds nobody anyway. */
const LOOKED_AT_CHARS = 200;

/**
 * Whether every word of the search begins a word of the name. Accents, capitals and apostrophes do not matter, and a
 * letter that is not on one's keyboard is found by its nearest: "soren" finds Søren. Every search for a person asks here.
 */
export function matchesName(name: string, search: string): boolean {
  const known = folded(name);
  const parts = [...words(known.replaceAll("'", '')), ...words(known.replaceAll("'", ' '))];
  return words(folded(search).replaceAll("'", '')).every((wanted) =>
    parts.some((part) => part.startsWith(wanted)),
  );
}

function folded(text: string): string {
  return foldName(text.slice(0, LOOKED_AT_CHARS));
}

function words(text: string): string[] {
  return text.split(/[\s.,()/‐–-]+/).filter((word) => word !== '');
}
