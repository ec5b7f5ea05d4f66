/** What docs/sdk/quick-start.md says of forgotten passwords and of the own account; type-checked, and run by a test. */
import type { ChatClient } from '@jiggy-care/client';

/** The pages of links in mails are `/reset-password`, `/verify-email` and `/restore-account`, below `PUBLIC_URL`. */
export function tokenOfLink(location: { readonly hash: string }): string {
  return new URLSearchParams(location.hash.slice(1)).get('token') ?? '';
}

export async function askForLink(client: ChatClient, email: string): Promise<void> {
  await client.session.forgotPassword(email); // the same whether there is such an account or not
}

export async function chooseNewPassword(client: ChatClient, token: string, password: string): Promise<void> {
  await client.session.resetPassword(token, password); // then they sign in with it
}

export async function becomeAnother(client: ChatClient, address: string, password: string): Promise<void> {
  await client.session.rename('Ada Lovelace');
  await client.session.changeEmail(address, password);
}

export async function openOtherLink(client: ChatClient, token: string): Promise<void> {
  await client.session.verifyEmail(token); // for the other two pages, whoever is signed in
}
