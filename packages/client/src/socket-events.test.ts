import type { ClientEventName, ClientInput, ServerEventName, ServerPayload } from '@jiggy-care/protocol';
import type { Socket } from 'socket.io-client';
import { expectTypeOf, test } from 'vitest';
import type { ClientToServerEvents, ServerToClientEvents, SocketAnswer } from './socket-events.ts';

type Names<Told extends string> = { readonly [E in Told]: true };

test('the typed events are those of the protocol, neither more nor fewer', () => {
  expectTypeOf<Names<keyof ServerToClientEvents>>().toEqualTypeOf<Names<ServerEventName>>();
  expectTypeOf<Names<keyof ClientToServerEvents>>().toEqualTypeOf<Names<ClientEventName>>();
});

test('whatever the server sends can be read as its type says, and whatever may be sent is understood', () => {
  type Unread = {
    [E in ServerEventName]: ServerPayload<E> extends Parameters<ServerToClientEvents[E]>[0] ? never : E;
  }[ServerEventName];
  type Misunderstood = {
    [E in ClientEventName]: Parameters<ClientToServerEvents[E]>[0] extends ClientInput<E> ? never : E;
  }[ClientEventName];
  expectTypeOf<Unread>().toBeNever();
  expectTypeOf<Misunderstood>().toBeNever();
});

test('a socket of Socket.IO takes them', () => {
  type ChatSocket = Socket<ServerToClientEvents, ClientToServerEvents>;
  const use = (socket: ChatSocket) => {
    socket.on('new_message', ({ message }) => message.content.trim());
    socket.emit('typing_stop', { conversationId: 'c', userId: 'u' });
    socket.emit(
      'send_message',
      { conversationId: 'c', content: 'Hello', senderType: 'patient' },
      (answer) => {
        if (answer.event === 'error') expectTypeOf(answer.data.code).toExtend<string>();
        else expectTypeOf(answer.data.message.seq).toBeNumber();
      },
    );
    // @ts-expect-error there is no such event
    socket.emit('send_mesage', {});
    // @ts-expect-error the content is missing
    socket.emit('send_message', { conversationId: 'c', senderType: 'patient' });
  };
  expectTypeOf(use).toBeFunction();
  expectTypeOf<SocketAnswer<'call:ringing'>['event']>().toEqualTypeOf<'error' | 'call:ringing'>();
});
