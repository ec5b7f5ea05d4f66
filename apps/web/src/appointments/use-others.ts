import type { Booking, Person } from '@jiggy-care/client';
import { useWords } from '../i18n/words.ts';
import { useKnownPeople } from '../people/use-known-people.ts';
import { useAccount } from '../session/use-account.ts';
import { appointmentWords } from './words.ts';

/** Finds the other person of each of these bookings; by the role until a conversation has told the name. */
export function useOthers(bookings: readonly Booking[]): (booking: Booking) => Person {
  const words = useWords(appointmentWords);
  const { role } = useAccount();
  const otherId = (booking: Booking) => (role === 'patient' ? booking.consultantId : booking.patientId);
  const people = useKnownPeople(bookings.map(otherId));
  return (booking) => {
    const id = otherId(booking);
    return people.get(id) ?? { id, name: role === 'patient' ? words.consultant : words.patient };
  };
}
