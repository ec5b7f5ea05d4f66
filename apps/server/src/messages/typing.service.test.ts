import { TIMES } from '@jiggy-care/protocol';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ConversationsService } from '../conversations/conversations.service.ts';
import type { Broadcast } from '../realtime/broadcast.ts';
import type { ChatSocket } from '../realtime/chat-socket.ts';
import type { Departure, SocketLifecycle } from '../realtime/socket-lifecycle.ts';
import { TypingService } from './typing.service.ts';

const CONVERSATION = 'conversation';

/** The service with everything around it played: who heard what, and the ways in which a typist may go. */
class Ground {
  readonly heard: string[] = [];
  leave: (socket: ChatSocket, conversation: { id: string }) => void = () => {};
  depart: (departure: Departure) => void = () => {};
  readonly typing: TypingService;

  constructor() {
    const broadcast = {
      toConversation: (
        conversationId: string,
        event: string,
        { userId }: { userId: string },
        { except }: { except: string },
      ) => this.heard.push(`${event} ${conversationId} ${userId}, not to ${except}`),
    };
    const conversations = {
      onLeft: (listener: Ground['leave']) => {
        this.leave = listener;
        return () => {};
      },
    };
    const lifecycle = {
      onDeparted: (listener: Ground['depart']) => {
        this.depart = listener;
        return () => {};
      },
    };
    this.typing = new TypingService(
      broadcast as unknown as Broadcast,
      conversations as unknown as ConversationsService,
      lifecycle as unknown as SocketLifecycle,
    );
    this.typing.onModuleInit();
  }

  start(socket: ChatSocket, conversationId = CONVERSATION): void {
    this.typing.start(socket, conversationId, 'ann', 'patient');
  }
}

const socketOf = (id: string, ...joined: string[]) =>
  ({
    id,
    data: { identity: { userId: 'ann', role: 'patient' }, joined: new Map(joined.map((each) => [each, {}])) },
  }) as unknown as ChatSocket;

const phone = socketOf('phone', CONVERSATION, 'other');
const laptop = socketOf('laptop', CONVERSATION);
const STARTED = 'user_typing conversation ann, not to phone';
const STOPPED = 'user_stopped_typing conversation ann, not to phone';

let ground: Ground;
beforeEach(() => {
  vi.useFakeTimers();
  ground = new Ground();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a typist', () => {
  test('who is silent for ten seconds has stopped', () => {
    ground.start(phone);
    vi.advanceTimersByTime(TIMES.typingMs - 1);
    expect(ground.heard).toEqual([STARTED]);
    vi.advanceTimersByTime(1);
    expect(ground.heard).toEqual([STARTED, STOPPED]);
  });

  test('who goes on typing has ten seconds from the last sign', () => {
    ground.start(phone);
    vi.advanceTimersByTime(9_000);
    ground.start(phone);
    vi.advanceTimersByTime(9_000);
    expect(ground.heard).toEqual([STARTED, STARTED]);
    vi.advanceTimersByTime(1_000);
    expect(ground.heard).toEqual([STARTED, STARTED, STOPPED]);
  });

  test('who says so has stopped, once', () => {
    ground.start(phone);
    ground.typing.stoppedByHand(phone, CONVERSATION, 'ann');
    vi.advanceTimersByTime(60_000);
    expect(ground.heard).toEqual([STARTED, STOPPED]);
  });

  test('who sends has stopped, on whichever device', () => {
    ground.start(phone);
    ground.typing.stop(CONVERSATION, 'ann');
    expect(ground.heard).toEqual([STARTED, STOPPED]);
  });

  test('who sends without having typed is not said to stop', () => {
    ground.typing.stop(CONVERSATION, 'ann');
    expect(ground.heard).toEqual([]);
  });

  test('who leaves has stopped there, and only there', () => {
    ground.start(phone);
    ground.start(phone, 'other');
    ground.leave(phone, { id: CONVERSATION });
    expect(ground.heard.slice(2)).toEqual([STOPPED]);
  });

  test('who leaves with one device goes on typing with the other', () => {
    ground.start(laptop);
    ground.leave(phone, { id: CONVERSATION });
    expect(ground.heard).toHaveLength(1);
  });

  test('who is gone has stopped everywhere', () => {
    ground.start(phone);
    ground.start(phone, 'other');
    ground.depart({ socket: phone, identity: { userId: 'ann' } } as Departure);
    expect(ground.heard.slice(2)).toEqual([STOPPED, 'user_stopped_typing other ann, not to phone']);
  });
});

test('the end of the server leaves no timer behind', () => {
  ground.start(phone);
  ground.typing.onModuleDestroy();
  expect(vi.getTimerCount()).toBe(0);
});
