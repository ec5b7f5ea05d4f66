import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { Identity } from '../auth/identity.ts';
import { ConversationsService } from '../conversations/conversations.service.ts';
import { Facts } from '../facts/facts.ts';
import { describeError } from '../operations/describe-error.ts';
import { Log } from '../operations/log.ts';
import type { ChatSocket } from '../realtime/chat-socket.ts';
import { Presence } from '../realtime/presence.ts';
import { type Departure, SocketLifecycle } from '../realtime/socket-lifecycle.ts';
import { SocketTokens } from '../realtime/socket-tokens.ts';
import { CallsService } from './calls.service.ts';
import { deviceOf } from './device.ts';
import { CallMoves } from './keeping/call-moves.ts';
import { CallStoreRepository, type Loaded } from './keeping/call-store.repository.ts';
import { PeopleInCalls, RECENTLY_ENDED_MS } from './keeping/people-in-calls.ts';
import type { CallEvent, EventOf } from './rules/call-event.ts';

/** RFC 6455, 7.4.1: what a browser closes its websockets with. Some send nothing else any more when a page ends. */
const PAGE_GOES_AWAY = 1001;

/** Lets calls know of what happens around them: sockets come, go and join, bookings are cancelled, and people are blocked. */
@Injectable()
export class CallConnections implements OnModuleInit, OnModuleDestroy {
  private undo: (() => void)[] = [];
  private readonly underWay = new Set<Promise<void>>();

  constructor(
    private readonly lifecycle: SocketLifecycle,
    private readonly conversations: ConversationsService,
    private readonly facts: Facts,
    private readonly tokens: SocketTokens,
    private readonly presence: Presence,
    private readonly people: PeopleInCalls,
    private readonly store: CallStoreRepository,
    private readonly moves: CallMoves,
    private readonly calls: CallsService,
    private readonly log: Log,
  ) {}

  onModuleInit(): void {
    this.tokens.spareDuringCalls((userId) => this.people.has(userId));
    this.undo = [
      this.lifecycle.onArrived((socket, identity) => {
        const event = { kind: 'arrived' as const, by: deviceOf(socket, identity) };
        void this.quietly(() => this.happen(identity, () => event, 'or just ended'));
      }),
      this.conversations.onJoined((socket, conversation) => this.joined(socket, conversation.id)),
      this.lifecycle.onDeparted((departure) => void this.quietly(() => this.departed(departure))),
      this.facts.hear('block.changed', async ({ consultantId, patientId, isBlocked }) => {
        if (isBlocked) await this.calls.withdrawBetween(consultantId, patientId);
      }),
      this.facts.hear('booking.changed', async ({ booking: { id, status } }) => {
        if (status === 'cancelled') await this.calls.withdrawOfBooking(id);
      }),
    ];
  }

  /**
   * Sockets that end with the server are no goodbyes: their calls wait for them. That they are away is stored before the
   * end: another node would find it out seconds later, and pass signals on to where nobody is.
   */
  async onModuleDestroy(): Promise<void> {
    for (const stop of this.undo) stop();
    await Promise.all(this.underWay);
  }

  private async joined(socket: ChatSocket, conversationId: string): Promise<void> {
    const { identity } = socket.data;
    if (identity === undefined) return;
    const event = { kind: 'joined' as const, by: deviceOf(socket, identity), conversationId };
    await this.quietly(() => this.happen(identity, () => event, 'or just ended'));
  }

  private departed({ socket, identity, deliberate, closeCode }: Departure): Promise<void> {
    const { userId } = identity;
    return this.happen(identity, async (): Promise<EventOf<'lost'>> => {
      const elsewhere = await this.presence.isOnline(userId);
      const leaving = closeCode === PAGE_GOES_AWAY;
      return { kind: 'lost', userId, socketId: socket.id, deliberate, leaving, elsewhere };
    });
  }

  private async happen(
    { userId }: Identity,
    makeEvent: () => CallEvent | Promise<CallEvent>,
    reach?: 'or just ended',
  ): Promise<void> {
    if (!this.people.mayConcern(userId)) return;
    const find = () => this.find(userId, reach !== undefined);
    const loaded = await find();
    if (loaded === undefined) return;
    const { caller, callee } = loaded.call;
    await this.moves.between(caller.userId, callee.userId, async (calls) => {
      await calls.apply(find, await makeEvent());
    });
  }

  private async find(userId: string, orJustEnded: boolean): Promise<Loaded | undefined> {
    const live = await this.store.findLiveOf(userId);
    if (live !== undefined || !orJustEnded) return live;
    return this.store.findEndedWithUndelivered(userId, RECENTLY_ENDED_MS);
  }

  /** Nobody waits for the outcome; what is lost with the database the sweep makes good. */
  private async quietly(work: () => Promise<unknown>): Promise<void> {
    const working = work().then(
      () => {},
      (thrown: unknown) =>
        this.log.warn({ error: describeError(thrown) }, 'cannot tell a call what happened around it'),
    );
    this.underWay.add(working);
    await working;
    this.underWay.delete(working);
  }
}
