import { type Candidate, LIMITS, type Offer, type ServerPayload } from '@jiggy-care/protocol';
import { DomainError } from '../../errors/domain-error.ts';
import { ufragOf, ufragsOf } from './ice-ufrag.ts';

export type MediaFlags = Pick<ServerPayload<'call:media'>, 'audio' | 'video' | 'screen'>;

/** What is known of the signals that one side has sent. */
export interface SideSignals {
  /** The newest offer of a caller, while it rings. */
  readonly offer: Offer | null;
  /** What a caller has on, told before the accept. */
  readonly media: MediaFlags | null;
  /** How many offers, and how much in all, were held while it rang; each costs a write. */
  readonly offersHeld: number;
  readonly holds: number;
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
  offersHeld: 0,
  holds: 0,
  candidates: [],
  described: false,
  passedUfrags: [],
  droppedUfrags: [],
  awaitsAnswer: false,
  offersDropped: false,
};

/** ICE generations that are remembered for each side, so that endless restarts do not grow the record. */
const MAX_UFRAGS = 16;

/** A caller's page offers once, and once more after a reload. */
const MAX_OFFERS_HELD = 5;
/** Far more than any device has to say while it rings: candidates of several offers, and what is on. */
const MAX_HOLDS = 256;
/** Characters of all candidates that are held for one side. */
const MAX_CANDIDATE_CHARS = 32 * 1024;

/** Notes that something more was held while it rings; once it was enough, nothing more is. */
export function countHold(before: SideSignals, after: SideSignals): SideSignals {
  if (after === before || before.holds >= MAX_HOLDS) return before;
  return { ...after, holds: before.holds + 1 };
}

/**
 * Keeps the newest offer; candidates of the one before it are of no use to anyone.
 *
 * @throws DomainError `rate_limited` for one offer too many; after the accept it passes
 */
export function holdOffer(signals: SideSignals, offer: Offer): SideSignals {
  if (signals.offersHeld >= MAX_OFFERS_HELD) throw tooManyOffers();
  const kept = new Set(ufragsOf(offer.sdp));
  const replaced = ufragsOf(signals.offer?.sdp ?? '').filter((ufrag) => !kept.has(ufrag));
  return {
    ...signals,
    offer,
    offersHeld: signals.offersHeld + 1,
    droppedUfrags: newest(signals.droppedUfrags, replaced),
    candidates: signals.candidates.filter((candidate) => !replaced.includes(ufragOf(candidate) ?? '')),
  };
}

/** Keeps what a caller has on, told before the accept. */
export function holdMedia(signals: SideSignals, { audio, video, screen }: MediaFlags): SideSignals {
  const { media } = signals;
  const isSame = media?.audio === audio && media.video === video && media.screen === screen;
  return isSame ? signals : { ...signals, media: { audio, video, screen } };
}

/**
 * Keeps candidates in their order. Where there are too many, the ways that reach farthest stay: a device with
 * dozens of addresses of its own would lose the relay otherwise, which is found last.
 *
 * @source protocol P10.3
 */
export function holdCandidate(signals: SideSignals, candidate: Candidate): SideSignals {
  const { candidates } = signals;
  const kept = isFull(candidates, candidate)
    ? withoutNewestBelow(candidates, reachOf(candidate))
    : candidates;
  if (isFull(kept, candidate)) return signals;
  return { ...signals, candidates: [...kept, candidate] };
}

function isFull(candidates: readonly Candidate[], next: Candidate): boolean {
  const chars = [...candidates, next].reduce((sum, one) => sum + (one?.candidate.length ?? 0), 0);
  return candidates.length >= LIMITS.heldCandidates || chars > MAX_CANDIDATE_CHARS;
}

/** Without the newest of those that reach least far, if it reaches less far than this. */
function withoutNewestBelow(candidates: readonly Candidate[], reach: number): readonly Candidate[] {
  const reaches: readonly number[] = candidates.map(reachOf);
  const least = Math.min(...reaches);
  return least < reach ? candidates.toSpliced(reaches.lastIndexOf(least), 1) : candidates;
}

const TYPE = / typ (\S+)/;

/** 0: within one's own network. 1: from outside it, or the end of all. 2: by a relay, which all can reach. */
function reachOf(candidate: Candidate): 0 | 1 | 2 {
  if (candidate === null || candidate.candidate === '') return 1;
  const type = TYPE.exec(candidate.candidate)?.[1];
  if (type === 'relay') return 2;
  return type === 'srflx' || type === 'prflx' ? 1 : 0;
}

const tooManyOffers = () =>
  new DomainError(
    'rate_limited',
    'Too many offers while it rings; it can be sent once the call is accepted',
    {
      retryAfterMs: 1_000,
    },
  );

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
