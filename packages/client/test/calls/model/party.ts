import type { CallOutcome } from '../../../src/call/call.ts';
import type { FakeCallPlatform } from '../../../src/testing/fake-call-platform.ts';
import type { FakePeer } from '../../../src/testing/fake-peer.ts';

export type Action = 'place' | 'accept' | 'decline' | 'end' | 'camera on' | 'camera off' | 'allow';

/** One side of the calls of a {@link World}, as it looks from outside. */
export interface Party {
  readonly platform: FakeCallPlatform;
  /** All that were made, closed ones too. */
  readonly peers: readonly FakePeer[];
  readonly openPeers: readonly FakePeer[];
  /** What the person did, in order. */
  readonly did: readonly Action[];
  /** What went wrong when they did it. */
  readonly faults: readonly string[];
  /** As the SDK calls it; `none` before the first call. */
  readonly phase: string;
  readonly outcome: CallOutcome | undefined;
  readonly hasCamera: boolean;
  /** What the person is told of the other; `undefined` where nobody tells. */
  readonly shown: { readonly audio: boolean; readonly video: boolean } | undefined;
  can(action: Action): boolean;
  act(action: Action): void;
}
