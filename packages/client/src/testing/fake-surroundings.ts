import type { Peer } from '../platform/call-platform.ts';

/** Names the ICE generation that a peer has settled with its other side. */
export interface Generation {
  readonly local: string;
  readonly remote: string;
}

/** What a fake peer finds around it. */
export interface PeerSurroundings {
  readonly candidatesPerSide: number;
  readonly findsCandidatesEarly: boolean;
  readonly tellsEmptyCandidate: boolean;
  readonly onClose: 'hang' | 'refuse';
  /** Another number each time. */
  next(): number;
  /** Notes a use that a browser would refuse. */
  fault(text: string): void;
  /** Something may have changed about who can connect. */
  look(): void;
  /** What an operation has to wait for, if anything. */
  holds(peer: Peer, operation: string): Promise<void> | undefined;
}
