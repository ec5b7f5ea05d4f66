import { BUSY_DECLINE, LIMITS } from '@jiggy-care/protocol/words';
import { AssembledClient } from '../assembled-client.ts';
import type { CallType } from '../call/call.ts';
import type { Calls } from '../call/calls.ts';
import { openSocketIo } from '../connection/socket-io.ts';
import type { LiveConversation } from '../conversation/live-conversation.ts';
import { createCalls } from '../create-calls.ts';
import { Emitter } from '../emitter.ts';
import { ChatError, toChatError } from '../errors.ts';
import { browserCalls, browserPlatform } from '../platform/browser.ts';
import type { CallPlatform } from '../platform/call-platform.ts';
import type { Platform } from '../platform/platform.ts';
import type { ConversationRecord, HistoryPage, UserRole } from '../wire.ts';
import { CallWatch } from './call-watch.ts';
import type { ChatServiceEvents } from './chat-service-events.ts';
import { ConversationNames } from './conversation-names.ts';
import { ConversationWatch } from './conversation-watch.ts';
import { DocumentedCalls } from './documented-calls.ts';

export interface ChatServiceOptions {
  /** `http://localhost:3000` if not given, as in the document. */
  readonly url?: string;
  /** If not given: what a browser offers, but nothing is kept on the device; elsewhere `standardPlatform()`. */
  readonly platform?: Platform;
  /** `browserCalls()` if not given; needed for calls outside of a browser. */
  readonly callPlatform?: CallPlatform;
}

/** A token, or the way to one. */
export type TokenSource = string | ((wish: { readonly fresh: boolean }) => Promise<string> | string);

const DOCUMENTED_URL = 'http://localhost:3000';

/**
 * The documented `ChatService` (document, section 9, example 1) over this package: the same constructor,
 * methods and parameters, and the documented events by `on`. Change the import, and what example 1 gets wrong
 * is right: it joins again after a reconnect, shows each message once, sends nothing twice and loses nothing;
 * calls send nothing before they are accepted, end on both sides, and come through a change of network.
 */
export class ChatService {
  private readonly client: AssembledClient;
  private readonly emitter = new Emitter<ChatServiceEvents>();
  private readonly names: ConversationNames;
  private readonly joined = new Map<string, () => void>();
  private readonly knownCalls: Calls | undefined;
  private readonly documentedCalls: DocumentedCalls | undefined;
  private release: (() => void) | undefined;

  /** @param token an access token, or the way to one; with the latter it also lives on when a token ends */
  constructor(token: TokenSource, options: ChatServiceOptions = {}) {
    const { url = DOCUMENTED_URL, platform = findPlatform(), callPlatform = findCallPlatform() } = options;
    const getToken = typeof token === 'string' ? () => token : token;
    const auth = { kind: 'token', getToken } as const;
    const client = new AssembledClient({ url, auth, platform }, openSocketIo);
    const { connection, inbox } = client;
    this.client = client;
    this.names = new ConversationNames({ inbox, connection, platform });
    if (callPlatform !== undefined) {
      const calls = createCalls(client, callPlatform);
      this.knownCalls = calls;
      this.documentedCalls = new DocumentedCalls({ calls, names: this.names, inbox, clock: platform.clock });
      new CallWatch(calls, client.wire, this.emitter);
    }
    let wasConnected = false;
    connection.subscribe(() => {
      const { status, reason } = connection.get();
      const isConnected = status === 'connected';
      if (status === 'signed-out')
        this.emitter.emit('error', reason ?? new ChatError('unauthorized', 'The token was refused'));
      if (isConnected === wasConnected) return;
      wasConnected = isConnected;
      this.emitter.emit(isConnected ? 'connect' : 'disconnect', undefined);
    });
  }

  /**
   * All that calls can do beyond the document: mute, camera, devices, screen, quality, log.
   *
   * @throws ChatError `unsupported` where there is no WebRTC
   */
  get calls(): Calls {
    return this.knownCalls ?? noCalls();
  }

  /** Hears an event; returns the way to stop. */
  on<E extends keyof ChatServiceEvents>(
    event: E,
    listener: (payload: ChatServiceEvents[E]) => void,
  ): () => void {
    return this.emitter.on(event, listener);
  }

  /** Connects, once. Who you are is in the token; the two parameters are those of the document. */
  connect(_userId?: string, _userType?: UserRole): void {
    this.release ??= this.client.connect();
  }

  /** Joins, and joins again after every reconnect. The id may be that of a booking, here and below. */
  joinConversation(conversationId: string, _userId?: string, _userType?: UserRole): void {
    if (this.joined.has(conversationId)) return;
    let leave = () => {};
    let hasLeft = false;
    this.joined.set(conversationId, () => {
      hasLeft = true;
      leave();
    });
    this.inConversation('join the conversation', conversationId, (conversation) => {
      if (hasLeft) return;
      const watch = new ConversationWatch(conversation, this.client.wire, this.emitter);
      const release = conversation.open();
      leave = () => {
        watch.stop();
        release();
      };
    });
  }

  leaveConversation(conversationId: string): void {
    this.joined.get(conversationId)?.();
    this.joined.delete(conversationId);
  }

  /** Sends now or as soon as possible, in order. What is wrong with it comes as `error`. */
  sendMessage(conversationId: string, content: string, _senderType?: UserRole): void {
    this.inConversation('send the message', conversationId, (conversation) => conversation.send(content));
  }

  startTyping(conversationId: string, _userId?: string, _userType?: UserRole): void {
    this.setTyping(conversationId, true);
  }

  stopTyping(conversationId: string, _userId?: string): void {
    this.setTyping(conversationId, false);
  }

  markAsRead(conversationId: string, messageIds: string[]): void {
    this.inConversation('mark as read', conversationId, (conversation) => conversation.markRead(messageIds));
  }

  /**
   * Calls. Camera and microphone are asked for at once and sent to nobody before the other person accepts; where
   * one is refused the call goes on with the other, and `media-problem` says so.
   *
   * @returns when it rings, or is over before that. It rejects when it was refused, and `error` says the same;
   *          as in the document's usage, nobody has to catch it
   */
  initiateCall(toUserId: string, conversationId: string, callType: CallType): Promise<void> {
    return this.told('call', () => this.requireCalls().place(toUserId, conversationId, callType));
  }

  /** Takes the call that rings. @param callType `audio` takes a video call without your camera */
  acceptCall(callerId: string, callType: CallType): Promise<void> {
    return this.told('accept the call', () => this.requireCalls().accept(callerId, callType));
  }

  /** Declines the call that rings. @param reason shown to the caller; `Busy` if not given, as in the document */
  rejectCall(callerId: string, reason: string = BUSY_DECLINE): void {
    void this.told('reject the call', async () => this.requireCalls().reject(callerId, reason));
  }

  /** Hangs up, cancels or declines, whichever fits, and tells the other side. */
  endCall(): void {
    this.documentedCalls?.end();
  }

  /** Newest first, as documented. @throws ChatError */
  async getMessages(
    conversationId: string,
    limit: number = LIMITS.pageDefault,
    offset = 0,
  ): Promise<HistoryPage> {
    const id = this.names.peek(conversationId) ?? conversationId;
    return this.client.rest.listMessages(id, { limit, offset });
  }

  /** @throws ChatError */
  getConversations(userId: string, userType: UserRole): Promise<ConversationRecord[]> {
    return this.client.rest.listConversations({ id: userId, role: userType });
  }

  /** @throws ChatError */
  createConversation(
    consultantId: string,
    patientId: string,
    bookingId: string,
  ): Promise<ConversationRecord> {
    return this.client.rest.openConversation({ consultantId, patientId, bookingId });
  }

  /** Ends a call, too. */
  disconnect(): void {
    this.endCall();
    for (const id of [...this.joined.keys()]) this.leaveConversation(id);
    this.release = undefined;
    this.client.disconnect();
  }

  /** Not worth waiting for: once the conversation is known, the typing may be over. */
  private setTyping(id: string, isTyping: boolean): void {
    const known = this.names.peek(id);
    if (known !== undefined) this.client.conversation(known).typing.set(isTyping);
  }

  private requireCalls(): DocumentedCalls {
    return this.documentedCalls ?? noCalls();
  }

  /** Acts at once where it is known which conversation is meant, else as soon as it is, in the order of asking. */
  private inConversation(what: string, id: string, act: (conversation: LiveConversation) => unknown): void {
    const attempt = (known: string) => {
      try {
        act(this.client.conversation(known));
      } catch (thrown) {
        this.emitter.emit('error', toChatError(thrown, what));
      }
    };
    const known = this.names.peek(id);
    if (known !== undefined) attempt(known);
    else this.names.find(id).then(attempt, (thrown) => this.emitter.emit('error', toChatError(thrown, what)));
  }

  /** What fails is told as `error` too, so that nobody needs to wait for the promise. */
  private told(what: string, act: () => Promise<void>): Promise<void> {
    const done = (async () => act())().catch((thrown) => {
      const failure = toChatError(thrown, what);
      this.emitter.emit('error', failure);
      throw failure;
    });
    done.catch(() => {});
    return done;
  }
}

function findPlatform(): Platform {
  // What a device keeps belongs to whoever signed in there, and a token says nothing of that.
  const { vault: _notOurs, ...platform } = browserPlatform();
  return platform;
}

function findCallPlatform(): CallPlatform | undefined {
  return typeof RTCPeerConnection === 'undefined' ? undefined : browserCalls();
}

function noCalls(): never {
  throw new ChatError('unsupported', 'There is no WebRTC here: give ChatService a callPlatform');
}
