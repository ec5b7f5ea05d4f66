import type { Signal } from './signal.ts';

/** What tells one peer connection of the other side from another. */
export interface SessionName {
  readonly id: string;
  readonly fingerprint: string;
}

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
    if (this.stale !== undefined && isSame(name, this.stale)) return 'stale';
    const isOther = this.known !== undefined && !isSame(name, this.known);
    this.known = name;
    if (!isOther) return 'usual';
    return signal.kind === 'offer' ? 'anew' : 'crossed';
  }
}

function nameOf(sdp: string): SessionName | undefined {
  const id = /^o=\S+ (\S+) /m.exec(sdp)?.[1];
  if (id === undefined) return undefined;
  return { id, fingerprint: /^a=fingerprint:\S+ (\S+)/m.exec(sdp)?.[1] ?? '' };
}

function isSame(a: SessionName, b: SessionName): boolean {
  return a.id === b.id || (a.fingerprint !== '' && a.fingerprint === b.fingerprint);
}
