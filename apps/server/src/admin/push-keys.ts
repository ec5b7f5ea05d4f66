import { newVapidKeys } from '../push/new-vapid-keys.ts';
import type { Terminal } from './terminal.ts';

/** A new pair, as settings: with another one every device has to subscribe anew. */
export function printPushKeys(terminal: Terminal): void {
  const { publicKey, privateKey } = newVapidKeys();
  terminal.print(`VAPID_PUBLIC_KEY=${publicKey}`);
  terminal.print(`VAPID_PRIVATE_KEY=${privateKey}`);
  // No start takes it as it is: complaints about us are to reach somebody.
  terminal.print('VAPID_SUBJECT=mailto:AN-ADDRESS-OF-YOURS');
  terminal.print(
    '# The first two are made this once and kept nowhere. Put in whom push services may write to, and set all',
  );
  terminal.print('# three alike on every node.');
}
