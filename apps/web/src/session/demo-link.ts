import type { Account, ChatClient, UserRole } from '@jiggy-care/client';
import { API_BASE, ENDPOINTS } from '@jiggy-care/protocol/words';

const DEMO_EMAILS: Record<UserRole, string> = {
  patient: 'patient@jiggy.demo',
  consultant: 'consultant@jiggy.demo',
};
const DEMO_PASSWORD = 'jiggy-care-demo';

/** The demo person that an address like `/?demo=patient` asks for. */
export function findDemoRole(search: string): UserRole | undefined {
  const wish = new URLSearchParams(search).get('demo');
  return wish === 'patient' || wish === 'consultant' ? wish : undefined;
}

interface Surroundings {
  /** Whether the server has demo people. */
  hasDemo(): Promise<boolean>;
  /** Asks the person who is signed in whether to be signed out here. */
  mayReplace(current: Account): Promise<boolean>;
}

/**
 * Signs in as a demo person. Where the server has none the link does nothing: anyone could have made an account
 * of that name, and a link must bring nobody into an account of someone else's choice. Whoever else is signed in
 * is asked first.
 *
 * @throws ChatError `wrong_credentials` where someone has changed the demo people, `unreachable`
 * @source protocol P13.6
 */
export async function enterDemo(
  { session }: ChatClient,
  role: UserRole,
  { hasDemo, mayReplace }: Surroundings,
): Promise<void> {
  if (!(await hasDemo())) return;
  const email = DEMO_EMAILS[role];
  const current = await session.restore();
  if (current?.email === email) return;
  if (current !== undefined) {
    if (!(await mayReplace(current))) return;
    await session.signOut();
  }
  await session.signIn({ email, password: DEMO_PASSWORD });
}

/** Whether this page's server says that it has demo people; `false` where it says nothing. */
export async function serverHasDemo(): Promise<boolean> {
  try {
    const response = await fetch(API_BASE + ENDPOINTS.health.path);
    const health: unknown = await response.json();
    return typeof health === 'object' && health !== null && 'demo' in health && health.demo === true;
  } catch {
    return false;
  }
}

/** Takes the wish out of the address, so that a reload or a bookmark does not ask again. */
export function forgetDemoWish(): void {
  const url = new URL(location.href);
  url.searchParams.delete('demo');
  history.replaceState(history.state, '', url.pathname + url.search + url.hash);
}
