/** A booking as a calendar sees it: when it is, and nothing of with whom or why. */
export interface Appointment {
  readonly id: string;
  /** ISO time. */
  readonly scheduledAt: string;
  readonly durationMinutes: number;
  readonly isCancelled: boolean;
  /** How often it was changed: of two versions the one with more is the newer. */
  readonly sequence: number;
  /** ISO times. */
  readonly createdAt: string;
  readonly updatedAt: string;
}
