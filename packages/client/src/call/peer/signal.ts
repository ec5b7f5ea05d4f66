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

/** The other side of a call, as far as signals reach it. */
export interface OtherSide {
  /** Whether it knows only the document: then it answers each offer from another peer connection. */
  readonly isPlain: boolean;
  tell(signal: Signal): void;
}
