import type { ChatClient, UserRole } from '@jiggy-care/client';

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

/**
 * Signs in as a demo person; whoever else is signed in on this host is signed out first.
 *
 * @throws ChatError `wrong_credentials` where there are no demo people, `unreachable`
 * @source contract, section 2
 */
export async function enterDemo({ session }: ChatClient, role: UserRole): Promise<void> {
  const email = DEMO_EMAILS[role];
  const current = await session.restore();
  if (current?.email === email) return;
  if (current !== undefined) await session.signOut();
  await session.signIn({ email, password: DEMO_PASSWORD });
}

/** Takes the wish out of the address, so that a reload or a bookmark does not ask again. */
export function forgetDemoWish(): void {
  const url = new URL(location.href);
  url.searchParams.delete('demo');
  history.replaceState(history.state, '', url.pathname + url.search + url.hash);
}
