import type { Request } from 'express';

const accounts = new WeakMap<object, string>();

/** Whose request it turned out to be: for its line in the log, and for the limits that it counts towards. */
export function noteAccount(request: Request, userId: string): void {
  accounts.set(request, userId);
}

/** `undefined` while nobody is known. */
export function accountOf(request: Request): string | undefined {
  return accounts.get(request);
}
