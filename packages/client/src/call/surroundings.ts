import type { Connection } from '../connection/connection.ts';
import type { CallPlatform, IceServer } from '../platform/call-platform.ts';
import type { Clock, Windows } from '../platform/platform.ts';
import type { Store } from '../store.ts';
import type { Account, CallRecord } from '../wire.ts';

/** What calls need of the connection to the server. */
export type CallConnection = Pick<
  Connection,
  'state' | 'transport' | 'on' | 'onUp' | 'onDown' | 'onWake' | 'tell' | 'ask' | 'inquire' | 'probe'
>;

/** What calls ask the server besides. Everything here rejects with a ChatError. */
export interface CallRest {
  listCalls(query: {
    readonly limit?: number | undefined;
    readonly offset?: number | undefined;
    readonly conversationId?: string | undefined;
  }): Promise<{ readonly calls: readonly CallRecord[]; readonly missedCount: number }>;
  /** The missed calls have been looked at, all or those of one conversation. */
  markCallsSeen(conversationId?: string): Promise<void>;
  /** @param purpose `check`: to try them without a call */
  listIceServers(purpose?: 'check'): Promise<{
    readonly iceServers: readonly IceServer[];
    /** Seconds for which the credentials are valid. */
    readonly ttl: number;
    readonly withheld?: 'no-booking' | undefined;
  }>;
}

/** What the calls of one client stand on. */
export interface Surroundings {
  readonly connection: CallConnection;
  readonly rest: CallRest;
  readonly clock: Clock;
  readonly platform: CallPlatform;
  readonly windows?: Windows | undefined;
  /** Tells whenever someone else is signed in, or nobody. */
  readonly session: Store<unknown>;
  uuid(): string;
  /** Who is signed in. */
  user(): Account | undefined;
  /** The other person of a conversation, as far as the inbox knows. */
  findOther(conversationId: string): { readonly id: string; readonly name: string } | undefined;
  /** Keeps the connection and the conversation open. @returns the way to let go */
  hold(conversationId: string): () => void;
  /** Milliseconds that the server took to answer over the live connection. @throws ChatError */
  ping(): Promise<number>;
}
