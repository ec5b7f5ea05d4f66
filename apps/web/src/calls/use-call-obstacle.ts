import { useCalls, useChatClient, useConnection, useStore } from '@jiggy-care/client/react';
import { useBooking } from '../bookings/use-booking.ts';
import { useWords } from '../i18n/words.ts';
import { useRunningCall } from './use-call.ts';
import { callsWords } from './words.ts';

export type CallObstacle =
  | 'unsupported'
  | 'cancelled'
  | 'notAvailable'
  | 'inCall'
  | 'offline'
  | 'reconnecting';

/** Why nobody can be called in a conversation just now, and the sentence for it; `undefined` where one can. */
export function useCallObstacle(
  conversationId: string,
): { readonly kind: CallObstacle; readonly text: string } | undefined {
  const { cannot } = useWords(callsWords);
  const { isSupported } = useCalls();
  const conversation = useChatClient().conversation(conversationId);
  const details = useStore(conversation.details);
  const { reason } = useStore(conversation.writability);
  const booking = useBooking(details?.bookingId);
  const isInCall = useRunningCall() !== undefined;
  const { status } = useConnection();
  const because = (kind: CallObstacle) => ({ kind, text: cannot[kind] });
  if (!isSupported) return because('unsupported');
  if (reason === 'booking_cancelled' || booking?.status === 'cancelled') return because('cancelled');
  if (reason === 'not_available') return because('notAvailable');
  if (isInCall) return because('inCall');
  return status === 'offline' || status === 'reconnecting' ? because(status) : undefined;
}
