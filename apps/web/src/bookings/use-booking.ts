import type { Booking, BookingsState } from '@jiggy-care/client';
import { useChatClient, useStore } from '@jiggy-care/client/react';

/** The bookings as they are known now. */
export function useBookings(): BookingsState {
  return useStore(useChatClient().bookings.state);
}

/** The booking with this id, once it is known. */
export function useBooking(id: string | undefined): Booking | undefined {
  const { items } = useBookings();
  return items.find((booking) => booking.id === id);
}
