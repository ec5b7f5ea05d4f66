/** What docs/sdk/quick-start.md says of forgotten passwords and of the own account; type-checked, and run by a test. */
import type { ChatClient, OwnEmail } from '@jiggy-care/client';

/** The pages of links in mails are `/reset-password`, `/verify-email` and `/restore-account`, below `PUBLIC_URL`. */
export function tokenOfLink(location: { readonly hash: string }): string {
  return new URLSearchParams(location.hash.slice(1)).get('token') ?? '';
}

export async function chooseNewPassword(client: ChatClient, token: string, password: string): Promise<void> {
  await client.session.resetPassword(token, password); // then they sign in with it
}

export async function moveToAnotherAddress(
  { session }: ChatClient,
  address: string,
  password: string,
): Promise<OwnEmail> {
  await session.changeEmail(address, password);
  return session.readEmail(); // `pending` is the new one until its link is opened
}
