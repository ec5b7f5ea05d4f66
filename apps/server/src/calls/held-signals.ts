import { type Candidate, LIMITS, type Offer, type ServerPayload } from '@jiggy-care/protocol';
import { ufragOf, ufragsOf } from './ice-ufrag.ts';

export type MediaFlags = Pick<ServerPayload<'call:media'>, 'audio' | 'video' | 'screen'>;

/** What is known of the signals that one side has sent. */
export interface SideSignals {
  /** The newest offer of a caller, while it rings. */
  readonly offer: Offer | null;
  /** What a caller has on, told before the accept. */
  readonly media: MediaFlags | null;
  /** Sent, but not yet of use to the other side; in order. */
  readonly candidates: readonly Candidate[];
  /** Whether a description of this side was passed on. */
  readonly described: boolean;
  /** ICE generations of the descriptions that were passed on, newest last. */
  readonly passedUfrags: readonly string[];
  /** Those of descriptions that were not, and never will be. */
  readonly droppedUfrags: readonly string[];
  /** Whether an offer was passed on and has no answer yet. */
  readonly awaitsAnswer: boolean;
  /** Whether offers are dropped: both called at once, and this side's call became an accept. */
  readonly offersDropped: boolean;
}

export const NO_SIGNALS: SideSignals = {
  offer: null,
  media: null,
  candidates: [],
  described: false,
  passedUfrags: [],
  droppedUfrags: [],
  awaitsAnswer: false,
  offersDropped: false,
};

/** ICE generations that are remembered for each side, so that endless restarts do not grow the record. */
const MAX_UFRAGS = 16;

/** Keeps the newest offer; candidates of the one before it are of no use to anyone. */
export function holdOffer(signals: SideSignals, offer: Offer): SideSignals {
  const kept = new Set(ufragsOf(offer.sdp));
  const replaced = ufragsOf(signals.offer?.sdp ?? '').filter((ufrag) => !kept.has(ufrag));
  return {
    ...signals,
    offer,
    droppedUfrags: newest(signals.droppedUfrags, replaced),
    candidates: signals.candidates.filter((candidate) => !replaced.includes(ufragOf(candidate) ?? '')),
  };
}

/** Keeps the first of the candidates in their order; those beyond the bound are lost. */
export function holdCandidate(signals: SideSignals, candidate: Candidate): SideSignals {
  if (signals.candidates.length >= LIMITS.heldCandidates) return signals;
  return { ...signals, candidates: [...signals.candidates, candidate] };
}

/** Whether a candidate belongs to a description that nobody will see. */
export function isDropped({ droppedUfrags }: SideSignals, candidate: Candidate): boolean {
  const ufrag = ufragOf(candidate);
  return ufrag !== undefined && droppedUfrags.includes(ufrag);
}

/** Notes a description that nobody will see, so that its candidates go the same way. */
export function dropDescription(signals: SideSignals, sdp: string): SideSignals {
  return { ...signals, droppedUfrags: newest(signals.droppedUfrags, ufragsOf(sdp)) };
}

/** Notes a description that was passed on. */
export function passDescription(signals: SideSignals, kind: 'offer' | 'answer', sdp: string): SideSignals {
  const ufrags = ufragsOf(sdp);
  return {
    ...signals,
    offer: null,
    described: true,
    passedUfrags: newest(signals.passedUfrags, ufrags),
    droppedUfrags: signals.droppedUfrags.filter((ufrag) => !ufrags.includes(ufrag)),
    // Whoever answers has given up an offer of its own that crossed the other's.
    awaitsAnswer: kind === 'offer',
    offersDropped: kind === 'offer' && signals.offersDropped,
  };
}

function newest(known: readonly string[], added: readonly string[]): string[] {
  return [...known.filter((ufrag) => !added.includes(ufrag)), ...added].slice(-MAX_UFRAGS);
}
