import axios from 'axios';
import { io, type Socket } from 'socket.io-client';

type Role = 'patient' | 'consultant';

/**
 * A client as a developer would write it who has read nothing but the document: no credential on the socket, no
 * acknowledgements, nothing awaited, answers told apart by their event alone. In the manner of its examples 1 and 3,
 * in our own words.
 */
export class DocumentClient {
  readonly heard: { readonly event: string; readonly data: unknown }[] = [];
  private socket: Socket | undefined;

  constructor(
    private readonly host: string,
    private readonly token: string,
  ) {}

  connect(...listen: readonly string[]): void {
    const socket = io(`${this.host}/chat`, { transports: ['websocket', 'polling'], forceNew: true });
    for (const event of listen) socket.on(event, (data: unknown) => this.heard.push({ event, data }));
    this.socket = socket;
  }

  join(conversationId: string, userId: string, userType: Role): void {
    this.socket?.emit('join_conversation', { conversationId, userId, userType });
  }

  leave(conversationId: string): void {
    this.socket?.emit('leave_conversation', { conversationId });
  }

  send(conversationId: string, content: string, senderType: Role): void {
    this.socket?.emit('send_message', { conversationId, content, senderType });
  }

  startTyping(conversationId: string, userId: string, userType: Role): void {
    this.socket?.emit('typing_start', { conversationId, userId, userType });
  }

  stopTyping(conversationId: string, userId: string): void {
    this.socket?.emit('typing_stop', { conversationId, userId });
  }

  markRead(conversationId: string, messageIds: readonly string[]): void {
    this.socket?.emit('mark_read', { conversationId, messageIds });
  }

  call(toUserId: string, conversationId: string, offer: object): void {
    this.socket?.emit('call:initiate', { toUserId, conversationId, callType: 'audio' });
    this.socket?.emit('webrtc:offer', { toUserId, offer });
  }

  signal(event: string, payload: object): void {
    this.socket?.emit(event, payload);
  }

  // biome-ignore lint/suspicious/noExplicitAny: a test looks into payloads of every shape
  all(event: string): any[] {
    return this.heard.filter((each) => each.event === event).map(({ data }) => data);
  }

  async history(conversationId: string, page = 1, pageSize = 20): Promise<{ content: string }[]> {
    const { data } = await axios.get(`${this.host}/api/v1/chat/conversations/${conversationId}/messages`, {
      params: { limit: pageSize, offset: (page - 1) * pageSize },
      headers: { Authorization: `Bearer ${this.token}`, 'X-Client-Type': 'mobile' },
    });
    return data.messages;
  }

  disconnect(): void {
    this.socket?.disconnect();
  }
}
