import { CallDraft } from './call-draft.ts';
import type { Effect } from './call-effects.ts';
import type { CallEvent, CallEventKind, CallTimes, EventOf } from './call-event.ts';
import type { CallRecord } from './call-record.ts';
import { noSuchCall, notAnswered } from './call-refusals.ts';
import { absentLeg, deliverUndelivered, presentLeg, renewGrace, returnLeg } from './legs.ts';
import { holdSignal, passSignal } from './signals.ts';
import {
  acceptAgain,
  awayWhileActive,
  endWhileActive,
  graceExpiredWhileActive,
  initiateWhileActive,
  lostWhileActive,
  rejectTooLate,
  withdrawWhileActive,
} from './while-active.ts';
import {
  absentWhileRinging,
  accept,
  arrivedWhileRinging,
  awayWhileRinging,
  endWhileRinging,
  graceExpiredWhileRinging,
  initiateWhileRinging,
  joinedWhileRinging,
  lostWhileRinging,
  reject,
  ringExpired,
  withdrawWhileRinging,
} from './while-ringing.ts';

/** Works on the draft, or throws a DomainError; one that does nothing leaves everything as it is. */
type Rule<K extends CallEventKind> = (draft: CallDraft, event: EventOf<K>) => void;
type Phase = 'ringing' | 'active' | 'over';

const ignore = () => {};
const refuseNoSuchCall = () => {
  throw noSuchCall();
};
const refuseNotAnswered = () => {
  throw notAnswered();
};
/** What may happen in each phase of a call. */
const TABLE: { readonly [P in Phase]: { readonly [K in CallEventKind]: Rule<K> } } = {
  ringing: {
    initiate: initiateWhileRinging,
    accept,
    reject,
    end: endWhileRinging,
    away: awayWhileRinging,
    withdraw: withdrawWhileRinging,
    ring_expired: ringExpired,
    lost: lostWhileRinging,
    absent: absentWhileRinging,
    present: presentLeg,
    arrived: arrivedWhileRinging,
    joined: joinedWhileRinging,
    grace_expired: graceExpiredWhileRinging,
    grace_renewed: renewGrace,
    offer: holdSignal,
    answer: refuseNotAnswered,
    candidate: holdSignal,
    media: holdSignal,
  },
  active: {
    initiate: initiateWhileActive,
    accept: acceptAgain,
    reject: rejectTooLate,
    end: endWhileActive,
    away: awayWhileActive,
    withdraw: withdrawWhileActive,
    ring_expired: ignore,
    lost: lostWhileActive,
    absent: absentLeg,
    present: presentLeg,
    arrived: returnLeg,
    joined: returnLeg,
    grace_expired: graceExpiredWhileActive,
    grace_renewed: renewGrace,
    offer: passSignal,
    answer: passSignal,
    candidate: passSignal,
    media: passSignal,
  },
  over: {
    initiate: ignore,
    accept: refuseNoSuchCall,
    reject: refuseNoSuchCall,
    end: ignore,
    away: ignore,
    withdraw: ignore,
    ring_expired: ignore,
    lost: ignore,
    absent: ignore,
    present: ignore,
    arrived: deliverUndelivered,
    joined: deliverUndelivered,
    grace_expired: ignore,
    grace_renewed: ignore,
    offer: ignore,
    answer: ignore,
    candidate: ignore,
    media: ignore,
  },
};

/** Every kind of event there is. */
export const KINDS = Object.keys(TABLE.over) as readonly CallEventKind[];

export interface Decision {
  /** The same record where nothing changed. */
  readonly call: CallRecord;
  readonly effects: readonly Effect[];
}

/**
 * What an event makes of a call. Pure: the effects are to be performed by whoever stores the new record, and
 * only if storing succeeds.
 *
 * @param now ms since the epoch, by the clock of the record
 * @throws    DomainError `no_such_call`, `answered_elsewhere`
 */
export function decide(call: CallRecord, event: CallEvent, now: number, times: CallTimes): Decision {
  const draft = new CallDraft(call, now, times);
  const rule = TABLE[phaseOf(call)][event.kind] as Rule<CallEventKind>;
  rule(draft, event);
  return { call: draft.call, effects: draft.effects };
}

function phaseOf({ status }: CallRecord): Phase {
  return status === 'ringing' || status === 'active' ? status : 'over';
}
