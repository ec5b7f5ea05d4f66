import type { Signal } from './signal.ts';

/** What tells one peer connection of the other side from another. */
export interface SessionName {
  readonly id: string;
  readonly fingerprint: string;
  /** ICE generations that it was heard with, newest last. */
  readonly ufrags?: readonly string[] | undefined;
}

/** Enough to know a late answer by; a peer connection has a new one with every restart. */
const MOST_UFRAGS = 16;

/**
 * - `usual`: of the peer connection that we know, or the first that we hear of
 * - `anew`: an offer of another one: the other side has begun anew, and ours is of no use to it
 * - `crossed`: an answer of another one than we know; it may answer an offer that we have given up since
 * - `stale`: meant for the peer that we had ourselves before we began anew
 */
export type Verdict = 'usual' | 'anew' | 'crossed' | 'stale';

/**
 * Tells from session descriptions, in the order in which they come, whether they are of the same peer connection
 * at the other side. The session id alone will not do: some implementations write another with each description.
 */
export class RemoteSession {
  private known: SessionName | undefined;
  private stale: SessionName | undefined;

  /** @param stale the other side's session while we had another peer: that one is of no use to us */
  constructor(stale?: SessionName) {
    this.stale = stale;
  }

  get name(): SessionName | undefined {
    return this.known ?? this.stale;
  }

  /** Whether the other side has not said who it is since we began. */
  get isUnknown(): boolean {
    return this.known === undefined;
  }

  /** Our side begins anew: what the other's peer of until now still says was not said to the new one of ours. */
  begunAnewHere(): void {
    this.stale = this.known ?? this.stale;
    this.known = undefined;
  }

  judge(signal: Signal): Verdict {
    if (signal.kind === 'candidate') return 'usual';
    const name = nameOf(signal.sdp);
    if (name === undefined) return 'usual';
    if (this.stale !== undefined && isStale(signal.kind, name, this.stale)) return 'stale';
    const isOther = this.known !== undefined && !isSame(name, this.known);
    this.known = isOther ? name : { ...name, ufrags: merged(this.known?.ufrags, name.ufrags) };
    if (!isOther) return 'usual';
    return signal.kind === 'offer' ? 'anew' : 'crossed';
  }
}

function nameOf(sdp: string): SessionName | undefined {
  const id = /^o=\S+ (\S+) /m.exec(sdp)?.[1];
  if (id === undefined) return undefined;
  const ufrags = Array.from(sdp.matchAll(/^a=ice-ufrag:(\S+)/gm), ([, ufrag]) => ufrag as string);
  return {
    id,
    fingerprint: /^a=fingerprint:\S+ (\S+)/m.exec(sdp)?.[1] ?? '',
    ufrags: merged([], ufrags),
  };
}

function merged(known: readonly string[] = [], added: readonly string[] = []): string[] {
  return [...new Set([...known, ...added])].slice(-MOST_UFRAGS);
}

function isSame(a: SessionName, b: SessionName): boolean {
  return a.id === b.id || hasSameCertificate(a, b);
}

/**
 * An offer of the same certificate comes from the peer connection of before: ours is on its way to it. But an
 * answer may come from a new one, since a certificate may serve many: only its ICE generation is always new.
 */
function isStale(kind: 'offer' | 'answer', name: SessionName, stale: SessionName): boolean {
  if (!isSame(name, stale)) return false;
  const { ufrags = [] } = name;
  const known = stale.ufrags ?? [];
  if (kind === 'offer' || ufrags.length === 0 || known.length === 0) return true;
  const isSurelySame = name.id === stale.id && hasSameCertificate(name, stale);
  return isSurelySame || ufrags.some((ufrag) => known.includes(ufrag));
}

function hasSameCertificate(a: SessionName, b: SessionName): boolean {
  return a.fingerprint !== '' && a.fingerprint === b.fingerprint;
}
