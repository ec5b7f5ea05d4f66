import type { Candidate } from '@jiggy-care/protocol';

/** No longer ones than RFC 8839 knows: they are kept with the call. */
const IN_SDP = /^a=ice-ufrag:(\S{1,256})(?!\S)/gm;
const IN_CANDIDATE = / ufrag (\S+)/;

/** The ICE generations that a session description opens, each once. */
export function ufragsOf(sdp: string): string[] {
  return [...new Set(Array.from(sdp.matchAll(IN_SDP), ([, ufrag]) => ufrag as string))];
}

/** The ICE generation of a candidate; `undefined` where it does not say, and for the end of candidates. */
export function ufragOf(candidate: Candidate): string | undefined {
  if (candidate === null) return undefined;
  return candidate.usernameFragment || IN_CANDIDATE.exec(candidate.candidate)?.[1];
}
