/** Lets everything run that waits for nothing from outside. */
export function soon(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
