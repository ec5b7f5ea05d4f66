import type { Store } from '@jiggy-care/client';
import type { ChangeKind } from '../bookings/booking-line.ts';
import { createValue } from '../preferences/value.ts';

/** What the other person did with an appointment, and nobody has looked at since. */
export interface UnseenChange {
  readonly bookingId: string;
  readonly conversationId: string | undefined;
  readonly change: ChangeKind;
}

const unseen = createValue<readonly UnseenChange[]>([]);

/** The newest last, one for each appointment. */
export const unseenChanges: Store<readonly UnseenChange[]> = unseen;

export function addUnseen(added: UnseenChange): void {
  replace([...unseen.get().filter(({ bookingId }) => bookingId !== added.bookingId), added]);
}

/** The list of appointments shows all of them, a conversation its own. */
export function seenAt(location: string): void {
  if (location === '/appointments') replace([]);
  else replace(unseen.get().filter(({ conversationId }) => location !== `/c/${conversationId}`));
}

export function forgetUnseen(): void {
  replace([]);
}

function replace(next: readonly UnseenChange[]): void {
  const known = unseen.get();
  const isSame = next.length === known.length && next.every((change, index) => change === known[index]);
  if (!isSame) unseen.set(next);
}
