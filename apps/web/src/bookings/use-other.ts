import type { Booking, Person } from '@jiggy-care/client';
import { useAccount } from '../session/use-account.ts';

/** Finds the other person of a booking. */
export function useOther(): (booking: Booking) => Person {
  const { role } = useAccount();
  return (booking) => (role === 'patient' ? booking.consultant : booking.patient);
}
