import { DomainError } from '../errors/domain-error.ts';
import { anyClosedSql } from '../people/person-sql.ts';

/**
 * How the two people of a booking stand just now: `open` = they may reach each other; `cancelled` = the booking
 * is; `parted` = one of them has blocked the other, or an account of theirs is disabled.
 */
export type Standing = 'open' | 'cancelled' | 'parted';

/**
 * The one place that says when two people may reach each other. SQL, so that it can be asked in the statement
 * that acts on it.
 *
 * @param booking how the statement calls the table `bookings`; never input
 * @returns       an expression whose value is a {@link Standing}
 * @source protocol P3.14
 */
export function standingSql(booking: string): string {
  return `case
    when ${booking}.status = 'cancelled' then 'cancelled'
    when ${partedSql(booking)} then 'parted'
    else 'open' end`;
}

/**
 * SQL of whether two people are `parted`, whatever they have booked.
 *
 * @param pair what the statement calls a table with both of their ids; never input
 */
export function partedSql(pair: string): string {
  const isClosed = anyClosedSql(`${pair}.consultant_id`, `${pair}.patient_id`);
  return `(${blockedSql(pair)} or ${isClosed})`;
}

/** SQL of whether one of two people has blocked the other, whatever became of their accounts. */
export function blockedSql(pair: string): string {
  return `exists (
      select from blocks x where x.consultant_id = ${pair}.consultant_id and x.patient_id = ${pair}.patient_id
    )`;
}

/** What is said where they may not; to both alike, so that nobody learns who has blocked whom. */
export function refusalOfStanding(standing: Exclude<Standing, 'open'>): DomainError {
  return standing === 'cancelled'
    ? new DomainError('booking_cancelled', 'The booking was cancelled: the conversation can only be read')
    : new DomainError('not_available', 'This person is not available');
}
