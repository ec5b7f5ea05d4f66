import { z } from 'zod';
import { Block, BlockBody, ListBlocksQuery } from '../blocks.ts';
import {
  Booking,
  BookingStep,
  ChangeBookingBody,
  CreateBookingBody,
  ListBookingsQuery,
} from '../bookings.ts';
import * as ENDPOINTS from '../endpoints.ts';
import { ListConsultantsQuery, Person } from '../people.ts';
import type { Rows } from '../route.ts';
import { Uuid } from '../scalars.ts';

/** Appointments, who can be booked, and who is kept out. */
export const BOOKING_ROUTES = {
  listConsultants: {
    ...ENDPOINTS.listConsultants,
    summary: 'The directory of consultants, by name',
    tag: 'Bookings',
    access: 'person',
    query: ListConsultantsQuery,
    status: 200,
    reply: z.array(Person),
    refusals: [],
  },
  createBooking: {
    ...ENDPOINTS.createBooking,
    summary: 'Book a consultation',
    tag: 'Bookings',
    access: 'person',
    body: CreateBookingBody,
    status: 201,
    reply: Booking,
    rate: 'booking',
    refusals: ['forbidden', 'email_not_verified', 'not_found', 'conflict', 'not_available'],
  },
  listBookings: {
    ...ENDPOINTS.listBookings,
    summary: 'The bookings of the caller, the nearest first',
    tag: 'Bookings',
    access: 'person',
    query: ListBookingsQuery,
    status: 200,
    reply: z.array(Booking),
    refusals: ['not_found'],
  },
  changeBooking: {
    ...ENDPOINTS.changeBooking,
    summary: 'Move, complete or cancel a booking',
    tag: 'Bookings',
    access: 'person',
    params: z.object({ bookingId: Uuid }),
    body: ChangeBookingBody,
    status: 200,
    reply: Booking,
    rate: 'booking',
    refusals: ['not_found', 'conflict', 'booking_cancelled', 'not_available'],
  },
  listBookingChanges: {
    ...ENDPOINTS.listBookingChanges,
    summary: 'How a booking came to stand as it does, oldest first',
    tag: 'Bookings',
    access: 'person',
    params: z.object({ bookingId: Uuid }),
    status: 200,
    reply: z.array(BookingStep),
    refusals: ['not_found'],
  },
  getBookingCalendar: {
    ...ENDPOINTS.getBookingCalendar,
    summary: 'A booking for the calendar of one of its two people',
    tag: 'Bookings',
    access: 'person',
    params: z.object({ bookingId: Uuid }),
    status: 200,
    givesBytes: { types: ['text/calendar'] },
    refusals: ['not_found'],
  },
  listBlocks: {
    ...ENDPOINTS.listBlocks,
    summary: 'The patients whom the consultant has blocked, the newest first',
    tag: 'Bookings',
    access: 'person',
    query: ListBlocksQuery,
    status: 200,
    reply: z.array(Block),
    refusals: ['forbidden'],
  },
  block: {
    ...ENDPOINTS.block,
    summary: 'Block a patient: nothing of theirs reaches the consultant any more',
    tag: 'Bookings',
    access: 'person',
    body: BlockBody,
    status: 201,
    reply: Block,
    refusals: ['forbidden', 'not_found'],
  },
  unblock: {
    ...ENDPOINTS.unblock,
    summary: 'Lift a block',
    tag: 'Bookings',
    access: 'person',
    params: z.object({ patientId: Uuid }),
    status: 204,
    refusals: ['forbidden'],
  },
} as const satisfies Rows;
