import type { CallMemory } from '../platform/call-platform.ts';
import type { CallState, CallType } from './call.ts';
import type { SessionName } from './peer/remote-session.ts';

const KEY = 'jiggy-care/call';
/** A page that is back later finds the call ended by the server. */
const WORTH_MS = 60_000;

/** What a page that is loaded anew needs to go on with its call. */
export interface ResumeNote {
  readonly userId: string;
  readonly callId: string;
  readonly conversationId: string;
  readonly other: { readonly id: string; readonly name: string };
  readonly type: CallType;
  readonly direction: 'outgoing' | 'incoming';
  readonly isCaller: boolean;
  /** Whether both have agreed; otherwise it still rings at the other side. */
  readonly isTaken: boolean;
  readonly ringEndsAt?: number | undefined;
  readonly liveSince?: number | undefined;
  readonly isMuted: boolean;
  readonly hasCamera: boolean;
  /** The other side's peer that ours was connected to. */
  readonly remoteSession?: SessionName | undefined;
  /** When the page went away, milliseconds since 1970. */
  readonly leftAt: number;
}

/** The note of the call that this page leaves behind when it is loaded anew. */
export class ResumeNotes {
  constructor(private readonly memory: CallMemory | undefined) {}

  /** @returns whether there was a place for it; otherwise the call ends with this page */
  leave(note: ResumeNote): boolean {
    try {
      this.memory?.write(KEY, JSON.stringify(note));
      return this.memory !== undefined;
    } catch {
      return false;
    }
  }

  /** The note of the page before, taken out: it serves once. */
  take(now: number): ResumeNote | undefined {
    try {
      const text = this.memory?.read(KEY);
      if (text === undefined) return undefined;
      this.memory?.remove(KEY);
      const note = JSON.parse(text) as ResumeNote;
      return now - note.leftAt <= WORTH_MS ? note : undefined;
    } catch {
      return undefined;
    }
  }
}

/** How a call stands when the next page goes on with it. */
export function resumedState({ isTaken, liveSince, ringEndsAt }: ResumeNote, now: number): CallState {
  if (!isTaken) return { phase: 'ringing', since: now, ...(ringEndsAt === undefined ? {} : { ringEndsAt }) };
  if (liveSince === undefined) return { phase: 'connecting', since: now };
  return { phase: 'reconnecting', since: now, liveSince };
}
