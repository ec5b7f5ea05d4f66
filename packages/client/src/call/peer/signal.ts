/** A candidate on its way through the server. */
export interface SignalCandidate {
  readonly candidate?: string | undefined;
  readonly sdpMid?: string | null | undefined;
  readonly sdpMLineIndex?: number | null | undefined;
  readonly usernameFragment?: string | null | undefined;
}

/** What the peers of a call tell each other through the server. A candidate of `null`: there are no more. */
export type Signal =
  | { readonly kind: 'offer' | 'answer'; readonly sdp: string }
  | { readonly kind: 'candidate'; readonly candidate: SignalCandidate | null };
