import type { Store } from '@jiggy-care/client';
import type { ChangeKind } from '../bookings/booking-line.ts';

/** What the other person did with an appointment, and nobody has looked at since. */
export interface UnseenChange {
  readonly bookingId: string;
  readonly conversationId: string | undefined;
  readonly change: ChangeKind;
}

const listeners = new Set<() => void>();
let unseen: readonly UnseenChange[] = [];

/** The newest last, one for each appointment. */
export const unseenChanges: Store<readonly UnseenChange[]> = {
  get: () => unseen,
  subscribe: (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

export function addUnseen(added: UnseenChange): void {
  replace([...unseen.filter(({ bookingId }) => bookingId !== added.bookingId), added]);
}

/** The list of appointments shows all of them, a conversation its own. */
export function seenAt(location: string): void {
  if (location === '/appointments') replace([]);
  else replace(unseen.filter(({ conversationId }) => location !== `/c/${conversationId}`));
}

export function forgetUnseen(): void {
  replace([]);
}

function replace(next: readonly UnseenChange[]): void {
  if (next.length === unseen.length && next.every((change, index) => change === unseen[index])) return;
  unseen = next;
  for (const listener of [...listeners]) listener();
}
