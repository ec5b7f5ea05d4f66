import type { CandidateInit } from '../../platform/call-platform.ts';

/** So many wait at most; a browser finds a dozen or two. */
const MOST = 256;

/** Candidates of the other side that came before the description that they belong to. */
export class CandidateQueue {
  private waiting: CandidateInit[] = [];

  /**
   * @param sdp the other side's description as the peer has it now
   * @returns   whether the candidate can be used now; otherwise it waits
   */
  admit(candidate: CandidateInit, sdp: string | undefined): boolean {
    if (belongs(candidate, sdp)) return true;
    if (this.waiting.length < MOST) this.waiting.push(candidate);
    return false;
  }

  /** Takes out, in their order, those that belong to a description that has come. */
  release(sdp: string | undefined): CandidateInit[] {
    const fitting = this.waiting.filter((candidate) => belongs(candidate, sdp));
    this.waiting = this.waiting.filter((candidate) => !fitting.includes(candidate));
    return fitting;
  }
}

/** One that does not name its ICE generation belongs to whatever there is. */
function belongs(candidate: CandidateInit, sdp: string | undefined): boolean {
  if (sdp === undefined) return false;
  const ufrag = candidate.usernameFragment ?? / ufrag (\S+)/.exec(candidate.candidate ?? '')?.[1];
  if (ufrag === undefined || ufrag === '') return true;
  return sdp.split(/\r?\n/).includes(`a=ice-ufrag:${ufrag}`);
}
