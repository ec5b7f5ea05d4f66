/** @returns `undefined` where the browser keeps nothing under that name, or keeps nothing at all */
export function readKept(name: string): string | undefined {
  try {
    return localStorage.getItem(`jiggy.${name}`) ?? undefined;
  } catch {
    return undefined;
  }
}

/** For all tabs and the next start. In a browser that keeps nothing it is lost with the page. */
export function keepText(name: string, text: string): void {
  try {
    localStorage.setItem(`jiggy.${name}`, text);
  } catch {
    // forbidden or full
  }
}
