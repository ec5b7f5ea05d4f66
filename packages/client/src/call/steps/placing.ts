import type { ServerPayload } from '@jiggy-care/protocol';
import { ChatError, type ChatErrorCode, toChatError } from '../../errors.ts';
import type { Clock } from '../../platform/platform.ts';
import type { Account } from '../../wire.ts';
import type { CallOutcome, CallType } from '../call.ts';
import { momentOf } from '../call-event.ts';
import type { CallConnection, CallRest } from '../surroundings.ts';
import { refusedOutcome } from './outcomes.ts';
import { whenConnected } from './when-connected.ts';

/** How long a call may wait for the connection before it is refused for want of one. */
const PATIENCE_MS = 15_000;
const RETRY_MS = 1_000;
/** `not_joined`: the connection was another one between entering the room and calling. */
const MENDS_ITSELF: ReadonlySet<ChatErrorCode> = new Set(['unreachable', 'no_answer', 'not_joined']);

interface Parts {
  readonly connection: CallConnection;
  readonly rest: Pick<CallRest, 'listCalls'>;
  readonly clock: Clock;
  user(): Account | undefined;
}

/** What became of the wish to call. `isCaller` is false where the other person's own call came first. */
export type Placed =
  | { readonly kind: 'rings'; readonly callId: string | undefined; readonly ringEndsAt: number | undefined }
  | { readonly kind: 'taken'; readonly callId: string | undefined; readonly isCaller: boolean }
  /** `isUncertain`: the server may have placed it nevertheless. */
  | { readonly kind: 'over'; readonly outcome: CallOutcome; readonly isUncertain?: boolean };

interface Wish {
  readonly conversationId: string;
  readonly toUserId: string;
  readonly type: CallType;
  /** Whether it may still be asked for. */
  isWanted(): boolean;
  /** Resolves when it may be asked for, now that there is a connection. */
  ready(): Promise<void>;
  /** It is being asked for: from now on the server may know of it. */
  onAsked(): void;
}

const NOT_WANTED: Placed = { kind: 'over', outcome: { kind: 'cancelled', by: 'me' } };

/**
 * Asks the server to ring the other person, over as many connections as it takes, and never twice. Does not reject.
 *
 * @source protocol P8.1, P8.9
 */
export async function placeCall(parts: Parts, wish: Wish): Promise<Placed> {
  const { connection, clock } = parts;
  const deadline = clock.now() + PATIENCE_MS;
  let isUncertain = false;
  for (;;) {
    if (!isUncertain && !wish.isWanted()) return NOT_WANTED;
    if (!(await whenConnected(connection, clock, deadline - clock.now())))
      return refused(new ChatError('unreachable', 'The server cannot be reached just now'), isUncertain);
    try {
      if (isUncertain) {
        const found = await findPlaced(parts, wish);
        if (found !== undefined) return found;
        isUncertain = false;
      } else {
        await enterRoom(parts, wish.conversationId);
        await wish.ready();
        if (wish.isWanted()) return await initiate(parts, wish);
      }
    } catch (thrown) {
      const error = toChatError(thrown, 'place the call');
      isUncertain ||= error instanceof AnswerLost;
      if (!MENDS_ITSELF.has(error.code) || clock.now() >= deadline) return refused(error, isUncertain);
      if (!(error instanceof AnswerLost)) await pause(clock);
    }
  }
}

/** Only who is in the room may call; being there twice costs nothing. */
async function enterRoom({ connection, user }: Parts, conversationId: string): Promise<void> {
  const me = user();
  if (me === undefined) throw new ChatError('signed_out', 'Please sign in');
  await connection.ask('join_conversation', { conversationId, userId: me.id, userType: me.role });
}

async function initiate(
  { connection }: Parts,
  { toUserId, conversationId, type, onAsked }: Wish,
): Promise<Placed> {
  onAsked();
  const { event, data } = await connection
    .inquire('call:initiate', { toUserId, conversationId, callType: type })
    .catch((thrown) => {
      throw thrown instanceof ChatError && thrown.code === 'no_answer' ? new AnswerLost(thrown) : thrown;
    });
  if (event === 'call:connected') return { kind: 'taken', callId: data.callId, isCaller: false };
  // A person's own word can be the same: only in this answer it is the server's.
  if (event === 'call:rejected') return { kind: 'over', outcome: { kind: 'busy' } };
  const ringing = data as ServerPayload<'call:ringing'>;
  return { kind: 'rings', callId: ringing.callId, ringEndsAt: momentOf(ringing.expiresAt) };
}

/** Nobody knows whether the server has placed the call. */
class AnswerLost extends ChatError {
  constructor({ message }: ChatError) {
    super('no_answer', message);
  }
}

/** The answer was lost: was the call placed? */
async function findPlaced({ rest, user }: Parts, { toUserId }: Wish): Promise<Placed | undefined> {
  const { calls } = await rest.listCalls({ limit: 10 });
  const found = calls.find(
    ({ callerId, calleeId, status }) =>
      (status === 'ringing' || status === 'active') && [callerId, calleeId].includes(toUserId),
  );
  if (found === undefined) return undefined;
  const isCaller = found.callerId === user()?.id;
  if (found.status === 'active') return { kind: 'taken', callId: found.id, isCaller };
  return isCaller ? { kind: 'rings', callId: found.id, ringEndsAt: undefined } : undefined;
}

function pause(clock: Clock): Promise<void> {
  return new Promise((resolve) => void clock.after(RETRY_MS, resolve));
}

function refused(error: ChatError, isUncertain: boolean): Placed {
  return { kind: 'over', outcome: refusedOutcome(error), isUncertain };
}
