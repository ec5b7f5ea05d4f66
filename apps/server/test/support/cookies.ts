import type { Reply } from './api.ts';
import { ask } from './api.ts';

export interface TestCookie {
  readonly value: string;
  /** As they came, sorted: `HttpOnly`, `Max-Age=900` … */
  readonly attributes: readonly string[];
}

/** The cookies that an answer sets, by name. */
export function cookiesOf(reply: Pick<Reply<unknown>, 'headers'>): Record<string, TestCookie> {
  const lines = reply.headers.getSetCookie().map((line) => {
    const [pair = '', ...attributes] = line.split(/;\s*/);
    const at = pair.indexOf('=');
    return [pair.slice(0, at), { value: pair.slice(at + 1), attributes: attributes.sort() }] as const;
  });
  return Object.fromEntries(lines);
}

/** What a browser would send back of them. */
export function cookieHeader(reply: Pick<Reply<unknown>, 'headers'>): string {
  return Object.entries(cookiesOf(reply))
    .map(([name, { value }]) => `${name}=${value}`)
    .join('; ');
}

/** Signs someone in as the web app does, and gives the `Cookie` header of that browser. */
export async function signInWithBrowser(
  server: { readonly api: string },
  { email, password }: { readonly email: string; readonly password: string },
): Promise<string> {
  const reply = await ask(server.api, 'POST', '/auth/login', {
    body: { email, password },
    headers: { 'X-Client-Type': 'web' },
  });
  if (reply.status !== 200) throw new Error(`cannot sign in: ${reply.status} ${reply.text}`);
  return cookieHeader(reply);
}
