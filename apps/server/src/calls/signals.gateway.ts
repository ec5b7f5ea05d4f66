import { ChatGateway, On, Received } from '../realtime/chat-gateway.ts';
import { type Answer, acknowledge, type ChatEvent } from '../realtime/chat-socket.ts';
import { deviceOf } from './device.ts';
import { SignalsService } from './signals.service.ts';

/** Passing on what the two browsers say to each other (document, section 5, events 11 to 13). */
@ChatGateway()
export class SignalsGateway {
  constructor(private readonly signals: SignalsService) {}

  @On('webrtc:offer')
  async offer(@Received() { socket, payload, identity }: ChatEvent<'webrtc:offer'>): Promise<Answer> {
    const { offer } = payload;
    const callId = await this.signals.pass(
      socket,
      payload,
      { kind: 'offer', by: deviceOf(socket, identity), offer },
      { event: 'webrtc:offer', payload: { fromUserId: identity.userId, offer } },
    );
    return acknowledge('webrtc:offer', replyOf(callId));
  }

  @On('webrtc:answer')
  async answer(@Received() { socket, payload, identity }: ChatEvent<'webrtc:answer'>): Promise<Answer> {
    const { answer } = payload;
    const callId = await this.signals.pass(
      socket,
      payload,
      { kind: 'answer', by: deviceOf(socket, identity), answer },
      { event: 'webrtc:answer', payload: { fromUserId: identity.userId, answer } },
    );
    return acknowledge('webrtc:answer', replyOf(callId));
  }

  @On('webrtc:ice-candidate')
  async candidate(
    @Received() { socket, payload, identity }: ChatEvent<'webrtc:ice-candidate'>,
  ): Promise<Answer> {
    const { candidate } = payload;
    const callId = await this.signals.pass(
      socket,
      payload,
      { kind: 'candidate', by: deviceOf(socket, identity), candidate },
      { event: 'webrtc:ice-candidate', payload: { fromUserId: identity.userId, candidate } },
    );
    return acknowledge('webrtc:ice-candidate', replyOf(callId));
  }

  @On('call:media')
  async media(@Received() { socket, payload, identity }: ChatEvent<'call:media'>): Promise<Answer> {
    const by = deviceOf(socket, identity);
    const callId = await this.signals.pass(socket, payload, { kind: 'media', by, media: payload });
    return acknowledge('call:media', replyOf(callId));
  }
}

function replyOf(callId: string | undefined): { callId?: string } {
  return callId === undefined ? {} : { callId };
}
