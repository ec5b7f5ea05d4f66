/** Whether every word of the search begins a word of the name; accents and capitals do not matter. */
export function matchesName(name: string, search: string): boolean {
  const parts = plain(name).split(/[\s.-]+/);
  return plain(search)
    .split(/\s+/)
    .every((wanted) => parts.some((part) => part.startsWith(wanted)));
}

function plain(text: string): string {
  return text.trim().normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase();
}
