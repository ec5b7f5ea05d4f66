import type { Connection } from '../connection/connection.ts';
import { reconnectDelayMs } from '../connection/reconnect-policy.ts';
import { ChatError, type ChatErrorCode, toChatError } from '../errors.ts';
import type { Clock } from '../platform/platform.ts';
import type { RestApi } from '../rest-api.ts';
import type { Account, HistoryPage, Message } from '../wire.ts';
import { CatchUp } from './catch-up.ts';
import type { MessageList } from './message-list.ts';

/** How often a conversation is asked about where no socket tells of it. */
const POLL_MS = 4_000;
/** After so many live events the cursor is moved on, so that a later gap does not bring all of them again. */
const EVENTS_PER_CURSOR = 100;
/** Refusals that asking again does not change. */
const OVER: ReadonlySet<ChatErrorCode> = new Set([
  'not_found',
  'forbidden',
  'validation_failed',
  'cross_site',
  'signed_out',
  'invalid_options',
]);

interface Parts {
  readonly conversationId: string;
  user(): Account | undefined;
  readonly list: MessageList;
  readonly connection: Connection;
  readonly rest: RestApi;
  readonly clock: Clock;
  readonly random: () => number;
  /** Whether this is the id of one of their bookings. */
  isBooking(id: string): Promise<boolean>;
  /** The list has taken in these; with the page where it started anew. */
  applied(messages: readonly Message[], page?: HistoryPage): void;
  /** `isInSync` or `failure` is different. */
  changed(): void;
  /** It can be written to from now on. */
  reachable(): void;
}

/**
 * Keeps one conversation joined and complete while it is wanted: joins on every new connection, then catches
 * up, and tries again until both are done.
 */
export class ConversationSync {
  readonly catchUp: CatchUp;
  /** Whether the list was compared with the server since the last gap. */
  isInSync = false;
  failure: ChatError | undefined;
  private isWanted = false;
  private isJoined = false;
  private joining: Promise<void> | undefined;
  private isWorking = false;
  private isAskedAgain = false;
  private failures = 0;
  private liveEvents = 0;
  private cancelTimer = () => {};

  constructor(private readonly parts: Parts) {
    const { list, rest, conversationId, applied } = parts;
    this.catchUp = new CatchUp({
      list,
      applied,
      changesSince: (since, limit) => rest.listChanges(conversationId, { since, limit }),
      newestPage: (limit) => rest.listMessages(conversationId, { limit }),
    });
  }

  /** Whether the server lets us write into it over this connection. */
  get isReachable(): boolean {
    return this.isJoined || this.parts.connection.transport === 'rest';
  }

  want(): void {
    if (this.isWanted) return;
    this.isWanted = true;
    this.sync();
  }

  unwant(): void {
    if (!this.isWanted) return;
    this.isWanted = false;
    this.cancelTimer();
    if (this.isJoined)
      this.parts.connection.tell('leave_conversation', { conversationId: this.parts.conversationId });
    this.lostTouch();
  }

  /** A new connection: what was joined before is not joined any more. */
  connectionUp(): void {
    this.lostTouch();
    if (this.isWanted) this.sync();
  }

  connectionDown(): void {
    this.cancelTimer();
    this.lostTouch();
  }

  /** Something told us that the list may be behind. */
  sync(): void {
    if (!this.isWanted || this.parts.connection.transport === undefined) return;
    this.cancelTimer();
    if (this.isWorking) this.isAskedAgain = true;
    else void this.work();
  }

  /** A live event was taken in. */
  heard(): void {
    this.liveEvents += 1;
    if (this.liveEvents >= EVENTS_PER_CURSOR && this.isInSync) this.sync();
  }

  /** The server says that we are not in the room. */
  notJoined(): void {
    this.isJoined = false;
    this.sync();
  }

  /** @throws ChatError when the server does not let us in, or cannot be asked */
  async join(): Promise<void> {
    const { connection, conversationId, user } = this.parts;
    if (this.isJoined || connection.transport !== 'socket') return;
    const person = user();
    if (person === undefined) throw new ChatError('signed_out', 'Please sign in');
    this.joining ??= connection
      .ask('join_conversation', { conversationId, userId: person.id, userType: person.role })
      .then((joined) => {
        if (joined.conversationId.toLowerCase() !== conversationId) throw namedByBooking();
        this.isJoined = true;
      })
      .finally(() => {
        this.joining = undefined;
      });
    await this.joining;
  }

  private async work(): Promise<void> {
    this.isWorking = true;
    try {
      do {
        this.isAskedAgain = false;
        await this.join();
        if (!this.isWanted || this.parts.connection.transport === undefined) return;
        this.parts.reachable();
        await this.catchUp.run();
      } while (this.isAskedAgain && this.isWanted);
      this.succeeded();
    } catch (thrown) {
      this.failed(await this.explain(toChatError(thrown, 'load the conversation')));
    } finally {
      this.isWorking = false;
      if (this.isAskedAgain) {
        this.isAskedAgain = false;
        this.sync();
      }
    }
  }

  /** The socket's answer tells a booking from a conversation, REST's only that there is no such conversation. */
  private async explain(failure: ChatError): Promise<ChatError> {
    const { conversationId, isBooking } = this.parts;
    if (failure.code !== 'not_found') return failure;
    return (await isBooking(conversationId).catch(() => false)) ? namedByBooking() : failure;
  }

  private succeeded(): void {
    const { connection, clock } = this.parts;
    if (connection.transport === undefined || !this.isReachable) return;
    this.failures = 0;
    this.liveEvents = 0;
    this.failure = undefined;
    this.isInSync = true;
    this.parts.changed();
    if (connection.transport === 'rest') this.cancelTimer = clock.after(POLL_MS, () => this.sync());
  }

  private failed(failure: ChatError): void {
    const { clock, random, connection } = this.parts;
    this.failure = failure;
    this.parts.changed();
    if (OVER.has(failure.code) || connection.transport === undefined || !this.isWanted) return;
    const delayMs = reconnectDelayMs(this.failures, random(), failure.retryAfterMs);
    this.failures += 1;
    this.cancelTimer();
    this.cancelTimer = clock.after(delayMs, () => this.sync());
  }

  private lostTouch(): void {
    this.isJoined = false;
    this.joining = undefined;
    if (!this.isInSync) return;
    this.isInSync = false;
    this.parts.changed();
  }
}

/** Events bear the conversation's own id alone, so that what is named by its booking would hear nothing. */
function namedByBooking(): ChatError {
  return new ChatError(
    'invalid_options',
    'This is the id of a booking: give conversation() what inbox.open(bookingId) resolves to',
  );
}
