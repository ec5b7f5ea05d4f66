import type { Booking, BookingStep } from '@jiggy-care/client';

type Standing = Pick<Booking, 'status' | 'scheduledAt'>;

export type ChangeKind = 'made' | 'moved' | 'completed' | 'cancelled' | 'reopened';

/** What one of the two did with their appointment, as it stands between the messages. */
export interface BookingLine {
  readonly id: string;
  /** Ms since the epoch. */
  readonly at: number;
  readonly kind: ChangeKind;
  readonly isOwn: boolean;
  readonly scheduledAt: string;
}

/** What made an appointment stand as it does; `undefined` where nothing is different. */
export function changeOf(before: Standing | undefined, after: Standing): ChangeKind | undefined {
  if (before === undefined) return 'made';
  if (after.status !== before.status) return after.status === 'scheduled' ? 'reopened' : after.status;
  return after.scheduledAt === before.scheduledAt ? undefined : 'moved';
}

/** Lines for the way of a booking. That it was made is no line: the conversation itself says so. */
export function bookingLines(steps: readonly BookingStep[], ownId: string): BookingLine[] {
  return steps.flatMap((step, index) => {
    const { at, by, scheduledAt, before } = step;
    const kind = changeOf(before ?? undefined, step);
    if (kind === undefined || kind === 'made') return [];
    return [{ id: `${index}`, at: Date.parse(at), kind, isOwn: by === ownId, scheduledAt }];
  });
}
