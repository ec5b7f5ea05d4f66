import type { Answer, Candidate, Offer } from '@jiggy-care/protocol';
import type { CallDraft } from './call-draft.ts';
import { outgoing } from './call-effects.ts';
import type { EventOf } from './call-event.ts';
import { type CallRecord, otherSide, type Side, sideOf } from './call-record.ts';
import { notAnswered, onAnotherDevice } from './call-refusals.ts';
import {
  countHold,
  dropDescription,
  holdCandidate,
  holdMedia,
  holdOffer,
  isDropped,
  passDescription,
  type SideSignals,
} from './held-signals.ts';
import { ufragOf } from './ice-ufrag.ts';
import { claimLeg } from './legs.ts';

type Signal = 'offer' | 'answer' | 'candidate' | 'media';

/** While it rings only the calling device may signal, and nothing passes: the callee has not consented. */
export function holdSignal(draft: CallDraft, event: EventOf<Exclude<Signal, 'answer'>>): void {
  if (sideOf(draft.call, event.by.userId) === 'callee') throw notAnswered();
  if (!claimLeg(draft, 'caller', event.by)) throw onAnotherDevice();
  const { signals } = draft.call.caller;
  const counted = countHold(signals, held(signals, event));
  if (counted !== signals) draft.changeSignals('caller', counted);
}

function held(signals: SideSignals, event: EventOf<Exclude<Signal, 'answer'>>): SideSignals {
  if (event.kind === 'offer') return holdOffer(signals, event.offer);
  if (event.kind === 'media') return holdMedia(signals, event.media);
  return isDropped(signals, event.candidate) ? signals : holdCandidate(signals, event.candidate);
}

/** Right after the accept: what the caller has sent so far goes to the device that accepted. */
export function releaseHeld(draft: CallDraft): void {
  const { offer, media } = draft.call.caller.signals;
  if (offer !== null) passOffer(draft, 'caller', offer);
  else passCandidates(draft, 'caller');
  if (media !== null) tellMedia(draft, 'caller', media);
}

/** In a running call descriptions pass at once, candidates when the other side can use them. */
export function passSignal(draft: CallDraft, event: EventOf<Signal>): void {
  const side = sideOf(draft.call, event.by.userId);
  if (!claimLeg(draft, side, event.by)) throw onAnotherDevice();
  if (event.kind === 'answer') passAnswer(draft, side, event.answer);
  else if (event.kind === 'media') tellMedia(draft, side, event.media);
  else if (event.kind === 'candidate') takeCandidate(draft, side, event.candidate);
  else if (draft.call[side].signals.offersDropped) {
    draft.changeSignals(side, dropDescription(draft.call[side].signals, event.offer.sdp));
  } else passOffer(draft, side, event.offer);
}

function passOffer(draft: CallDraft, side: Side, { type, sdp }: Offer): void {
  const { id, [side]: leg } = draft.call;
  draft.changeSignals(side, passDescription(leg.signals, 'offer', sdp));
  draft.tellLeg(
    otherSide(side),
    outgoing('webrtc:offer', { fromUserId: leg.userId, offer: { type, sdp }, callId: id }),
  );
  passCandidates(draft, side);
}

function passAnswer(draft: CallDraft, side: Side, { type, sdp }: Answer): void {
  const { id, [side]: leg } = draft.call;
  const other = otherSide(side);
  draft.changeSignals(side, passDescription(leg.signals, 'answer', sdp));
  draft.changeSignals(other, { ...draft.call[other].signals, awaitsAnswer: false });
  draft.tellLeg(
    other,
    outgoing('webrtc:answer', { fromUserId: leg.userId, answer: { type, sdp }, callId: id }),
  );
  passCandidates(draft, side);
  passCandidates(draft, other);
}

function takeCandidate(draft: CallDraft, side: Side, candidate: Candidate): void {
  const what = verdict(draft.call, side, candidate);
  if (what === 'pass') tellCandidate(draft, side, candidate);
  // A stray one may belong to a description that is on its way: the next one settles it.
  else if (what !== 'drop') draft.changeSignals(side, holdCandidate(draft.call[side].signals, candidate));
}

/** Passes what waited, in its order; what still belongs to no description is dropped. */
function passCandidates(draft: CallDraft, side: Side): void {
  const waiting = draft.call[side].signals.candidates;
  const verdicts = waiting.map((candidate) => verdict(draft.call, side, candidate));
  draft.changeSignals(side, {
    ...draft.call[side].signals,
    candidates: waiting.filter((_, index) => verdicts[index] === 'hold'),
  });
  for (const [index, candidate] of waiting.entries()) {
    if (verdicts[index] === 'pass') tellCandidate(draft, side, candidate);
  }
}

/**
 * What to do with a candidate of a running call. A client like the document's example loses one that comes
 * before the description it belongs to, and fails on one of another ICE generation; a client that says who it
 * is waits by itself.
 *
 * @source protocol P10.5 to P10.9
 */
function verdict(call: CallRecord, side: Side, candidate: Candidate): 'pass' | 'hold' | 'stray' | 'drop' {
  const { signals } = call[side];
  const ufrag = ufragOf(candidate);
  // `null` is no candidate of the document, whose clients look into it: they need no end of candidates.
  if (candidate === null && !call[otherSide(side)].queuesCandidates) return 'drop';
  if (isDropped(signals, candidate)) return 'drop';
  const mustWait = !signals.described || signals.awaitsAnswer;
  if (mustWait && !call[otherSide(side)].queuesCandidates) return 'hold';
  const isJudged = side === 'callee' && ufrag !== undefined && signals.passedUfrags.length > 0;
  return isJudged && !signals.passedUfrags.includes(ufrag) ? 'stray' : 'pass';
}

function tellCandidate(draft: CallDraft, side: Side, candidate: Candidate): void {
  const { id, [side]: leg } = draft.call;
  const payload = { fromUserId: leg.userId, candidate: rebuilt(candidate), callId: id };
  draft.tellLeg(otherSide(side), outgoing('webrtc:ice-candidate', payload));
}

function rebuilt(init: Candidate): Candidate {
  if (init === null) return null;
  const { candidate, sdpMid, sdpMLineIndex, usernameFragment } = init;
  return {
    candidate,
    ...(sdpMid === undefined ? {} : { sdpMid }),
    ...(sdpMLineIndex === undefined ? {} : { sdpMLineIndex }),
    ...(usernameFragment === undefined ? {} : { usernameFragment }),
  };
}

function tellMedia(draft: CallDraft, side: Side, { audio, video, screen }: EventOf<'media'>['media']): void {
  const { id, [side]: leg } = draft.call;
  draft.tellLeg(
    otherSide(side),
    outgoing('call:media', { fromUserId: leg.userId, audio, video, screen, callId: id }),
  );
}
