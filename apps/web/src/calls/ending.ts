import type { CallOutcome, CallRecord } from '@jiggy-care/client/calls';

/** How a call ended, as the person sees it who looks at it; `callsWords.endings` has the words. */
export type CallEnding =
  | 'talked'
  | 'declined'
  | 'declined-by-me'
  | 'no-answer'
  | 'missed'
  | 'missed-busy'
  | 'cancelled'
  | 'busy'
  | 'offline'
  | 'answered-elsewhere'
  | 'declined-elsewhere'
  | 'connection-lost'
  | 'not-connected'
  | 'replaced'
  | 'signed-out'
  | 'booking-cancelled'
  | 'refused';

/** How a call of this device ended. */
export function endingOfOutcome({ kind, by }: CallOutcome, direction: 'outgoing' | 'incoming'): CallEnding {
  if (kind === 'hung-up') return 'talked';
  if (kind === 'declined') return by === 'me' ? 'declined-by-me' : 'declined';
  if (kind === 'cancelled') return direction === 'outgoing' ? 'cancelled' : 'missed';
  return kind;
}

/** How a call of the log ended. @param ownId the person who looks at it */
export function endingOfRecord({ status, callerId }: CallRecord, ownId: string): CallEnding {
  const isOwn = callerId === ownId;
  switch (status) {
    case 'rejected':
      return isOwn ? 'declined' : 'declined-by-me';
    case 'missed':
      return isOwn ? 'no-answer' : 'missed';
    case 'cancelled':
      return isOwn ? 'cancelled' : 'missed';
    case 'busy':
      return isOwn ? 'busy' : 'missed-busy';
    case 'failed':
      return 'not-connected';
    default:
      return 'talked';
  }
}

/** Whether it rang for the one who looks, and in vain. */
export function isMissed(ending: CallEnding): boolean {
  return ending === 'missed' || ending === 'missed-busy';
}

/** How long the two were in the call; `undefined` where they never were. */
export function talkMsOf({ status, answeredAt, endedAt }: CallRecord): number | undefined {
  if (status !== 'ended' || answeredAt === null || endedAt === null) return undefined;
  return Math.max(0, Date.parse(endedAt) - Date.parse(answeredAt));
}
