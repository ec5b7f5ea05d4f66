import type { CallPlatform, IceServer } from '../platform/call-platform.ts';
import type { Clock } from '../platform/platform.ts';
import type { Account } from '../wire.ts';
import type { CallConnection } from './call-connection.ts';
import type { LocalMedia, MediaFlags } from './media/local-media.ts';
import type { ResumeNotes } from './resume-note.ts';
import type { Farewells } from './steps/call-ends.ts';
import type { CallRest } from './steps/placing.ts';

/** What every call of one person stands on. */
export interface CallParts {
  readonly connection: CallConnection;
  readonly rest: CallRest & {
    listIceServers(): Promise<{ readonly iceServers: readonly IceServer[]; readonly ttl: number }>;
  };
  readonly clock: Clock;
  readonly platform: CallPlatform;
  readonly farewells: Farewells;
  readonly notes: ResumeNotes;
  uuid(): string;
  /** Who is signed in. */
  user(): Account | undefined;
  makeMedia(onFlags: (flags: MediaFlags) => void): LocalMedia;
  /** @returns the way to stop the tone */
  ring(tone: 'ringback' | 'incoming'): () => void;
  /** Keeps the connection and the conversation open. @returns the way to let go */
  hold(conversationId: string): () => void;
}
