import type { Conversation, ServerPayload } from '@jiggy-care/protocol';
import { Injectable } from '@nestjs/common';
import { Cluster } from '../cluster/cluster.ts';
import { Config } from '../config/config.ts';
import { ConversationsService } from '../conversations/conversations.service.ts';
import { otherParticipant } from '../conversations/participants.ts';
import { Broadcast } from '../realtime/broadcast.ts';
import type { ChatSocket } from '../realtime/chat-socket.ts';
import { Presence } from '../realtime/presence.ts';
import { conversationRoom, personRoom } from '../realtime/rooms.ts';
import { CallMoves } from './keeping/call-moves.ts';
import { CallStoreRepository } from './keeping/call-store.repository.ts';
import { RECENTLY_ENDED_MS } from './keeping/people-in-calls.ts';
import { RefusedCalls } from './keeping/refused-calls.ts';
import type { CallAddress, EventOf } from './rules/call-event.ts';
import type { Device } from './rules/call-record.ts';
import { noSuchCall } from './rules/call-refusals.ts';

type SignalEvent = EventOf<'offer' | 'answer' | 'candidate' | 'media'>;
type WebrtcEvent = 'webrtc:offer' | 'webrtc:answer' | 'webrtc:ice-candidate';
/** How a signal is told where there is no call to belong to. */
export type Relay = {
  [E in WebrtcEvent]: { readonly event: E; readonly payload: ServerPayload<E> };
}[WebrtcEvent];

/**
 * Passes the signals of a call on; see `rules/signals.ts` for when.
 *
 * @source protocol P10.1, P10.14 to P10.16
 */
@Injectable()
export class SignalsService {
  constructor(
    private readonly store: CallStoreRepository,
    private readonly moves: CallMoves,
    private readonly refused: RefusedCalls,
    private readonly broadcast: Broadcast,
    private readonly presence: Presence,
    private readonly cluster: Cluster,
    private readonly conversations: ConversationsService,
    private readonly config: Config,
  ) {}

  /**
   * @param relay what two people without a call hear, if they may
   * @returns     the id of the call that it belonged to
   * @throws      DomainError `no_such_call`, `answered_elsewhere`, `booking_cancelled`
   */
  async pass(
    socket: ChatSocket,
    { toUserId, callId }: CallAddress,
    event: SignalEvent,
    relay?: Relay,
  ): Promise<string | undefined> {
    const { by } = event;
    const call = await this.moves.signal(by.userId, toUserId, callId, event);
    if (call !== undefined) return call.id;
    await this.moves.between(by.userId, toUserId, async () => {
      if (await this.isLate(by, toUserId)) return;
      // A client like the document's example answers whatever comes, and tells its address with it. So in
      // production nothing passes before a call was accepted; elsewhere the document's words hold.
      if (this.config.environment === 'production' || callId !== undefined || relay === undefined)
        throw noSuchCall();
      this.forward(await this.requireMeeting(socket, by, toUserId), by, relay);
    });
    return undefined;
  }

  /** Whether it came too late for a call, or along with one that was refused. */
  private async isLate(by: Device, toUserId: string): Promise<boolean> {
    if (this.refused.has(by.userId, toUserId)) return true;
    return this.store.hasEndedBetween(by.userId, toUserId, RECENTLY_ENDED_MS);
  }

  /**
   * The conversation of an open booking in whose room both people are while neither of them is in a call.
   *
   * @throws DomainError `no_such_call`, `booking_cancelled`
   */
  private async requireMeeting(socket: ChatSocket, by: Device, toUserId: string): Promise<Conversation> {
    const shared = await this.listMeetings(socket, by, toUserId);
    const [first] = shared;
    if (first === undefined) throw noSuchCall();
    for (const conversation of shared) {
      const isOpen = await this.conversations.requireOpen(conversation.id).then(
        () => true,
        () => false,
      );
      if (isOpen) return conversation;
    }
    await this.conversations.requireOpen(first.id);
    return first;
  }

  private async listMeetings(socket: ChatSocket, by: Device, toUserId: string): Promise<Conversation[]> {
    const shared = [...socket.data.joined.values()].filter(
      (conversation) => otherParticipant(conversation, by.userId) === toUserId,
    );
    if (shared.length === 0 || (await this.store.listLiveOf([by.userId, toUserId])).length > 0) return [];
    const isElsewhere = this.cluster.pair !== undefined && (await this.presence.isOnline(toUserId));
    const { rooms } = socket.nsp.adapter;
    const theirs = [...(rooms.get(personRoom(toUserId)) ?? [])];
    // Which rooms a person is in on other nodes is not known here: only those who are in it hear it there.
    return shared.filter(
      ({ id }) => isElsewhere || theirs.some((socketId) => rooms.get(conversationRoom(id))?.has(socketId)),
    );
  }

  private forward({ id }: Conversation, by: Device, { event, payload }: Relay): void {
    // Who listens without a call is not known, so nobody is told what only some clients understand.
    if ('candidate' in payload && payload.candidate === null) return;
    // Only two people can be in the room, so without the sender's own sockets the other's are left.
    this.broadcast.toConversation(id, event, payload as never, { except: personRoom(by.userId) });
  }
}
