import { randomBytes } from 'node:crypto';
import { NewPassword } from '@jiggy-care/protocol';
import { isCommonPassword } from '../auth/common-passwords.ts';
import { AdminRefusal } from './admin-refusal.ts';
import type { Terminal } from './terminal.ts';

/** A password for someone, and whether it must be shown because nobody typed it. */
export interface ChosenPassword {
  readonly password: string;
  readonly isGenerated: boolean;
}

/**
 * Asks for a password twice, or makes one where that is wished or nobody can be asked.
 *
 * @throws AdminRefusal when it breaks the rules of registration, or the second differs from the first
 */
export async function choosePassword(terminal: Terminal, generate: boolean): Promise<ChosenPassword> {
  if (generate || !terminal.canAsk) {
    return { password: randomBytes(15).toString('base64url'), isGenerated: true };
  }
  const password = await terminal.askSecret('New password: ');
  const checked = NewPassword.safeParse(password);
  if (!checked.success) throw new AdminRefusal(`The password ${checked.error.issues[0]?.message}.`);
  if (isCommonPassword(password)) throw new AdminRefusal('The password is one of the commonest.');
  if ((await terminal.askSecret('The same again: ')) !== password) {
    throw new AdminRefusal('The two passwords differ.');
  }
  return { password, isGenerated: false };
}
