import type { Arrival } from '@jiggy-care/client';
import type { PastCall } from '../calls/past-call.ts';

/** Something that came while one looked elsewhere. One person is one notice of a kind, however often they come. */
export type Notice =
  | { readonly kind: 'message'; readonly conversationId: string; readonly arrival: Arrival }
  | { readonly kind: 'missed'; readonly conversationId: string; readonly call: PastCall };

export function isSameSource(a: Notice, b: Notice): boolean {
  return a.kind === b.kind && a.conversationId === b.conversationId;
}
