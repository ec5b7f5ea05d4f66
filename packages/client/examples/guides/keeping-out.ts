/** What docs/sdk/quick-start.md says of blocks and of refused sign-ins; type-checked, and run by a test. */
import type { ChatClient, RefusedSignIn } from '@jiggy-care/client';

/** For a consultant. */
export async function keepOut(client: ChatClient, patientId: string): Promise<string[]> {
  await client.blocks.add(patientId); // a call with them ends too; they are told no more than `not_available`
  const blocked = await client.blocks.list();

  return blocked.map(({ patient }) => patient.name);
}

export async function letInAgain(client: ChatClient, patientId: string): Promise<void> {
  await client.blocks.remove(patientId);
}

export async function whoTried(client: ChatClient, sayTried: (tried: RefusedSignIn) => void): Promise<void> {
  const tried = await client.session.listRefusedSignIns(); // the newest first: {network, tries, firstAt, lastAt}
  tried.forEach(sayTried);

  for (const { id, current } of await client.session.listSessions())
    if (!current) await client.session.endSession(id); // and all other devices out
}
