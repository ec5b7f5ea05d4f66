import type { Booking, Person } from '@jiggy-care/client';
import { useInbox } from '@jiggy-care/client/react';
import { useWords } from '../i18n/words.ts';
import { useAccount } from '../session/use-account.ts';
import { appointmentWords } from './words.ts';

/** The other person of a booking; by the role until a conversation has told the name. */
export function useOther(booking: Booking): Person {
  const words = useWords(appointmentWords);
  const { role } = useAccount();
  const { entries } = useInbox();
  const id = role === 'patient' ? booking.consultantId : booking.patientId;
  const known = entries.find(({ other }) => other.id === id)?.other;
  return known ?? { id, name: role === 'patient' ? words.consultant : words.patient };
}
