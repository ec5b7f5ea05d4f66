import { TIMES } from '@jiggy-care/protocol';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Broadcast } from '../realtime/broadcast.ts';
import type { Relayed } from '../realtime/other-nodes.ts';
import { RemoteTyping } from './remote-typing.ts';

const ANN = { conversationId: 'c', userId: 'ann' };
let hear: (event: string) => void;
let told: unknown[];
let remote: RemoteTyping;

beforeEach(() => {
  vi.useFakeTimers();
  told = [];
  const broadcast = {
    onRelayed: (listener: (relayed: Relayed) => void) => {
      hear = (event) => listener({ rooms: [], except: [], event, payload: ANN });
    },
    toConversationHere: (...words: unknown[]) => told.push(words),
  };
  remote = new RemoteTyping(broadcast as unknown as Broadcast);
  remote.onModuleInit();
});
afterEach(() => {
  vi.useRealTimers();
});

const STOPPED = ['c', 'user_stopped_typing', ANN];

test('a typist whose node goes without a word has stopped typing', () => {
  hear('user_typing');
  vi.advanceTimersByTime(TIMES.typingMs);
  expect(told).toEqual([]);
  vi.advanceTimersByTime(1_000);
  expect(told).toEqual([STOPPED]);
});

test('one whose node says so again goes on, and one whose node says the end is told by that alone', () => {
  hear('user_typing');
  vi.advanceTimersByTime(TIMES.typingMs);
  hear('user_typing');
  vi.advanceTimersByTime(TIMES.typingMs);
  hear('user_stopped_typing');
  vi.advanceTimersByTime(60_000);
  expect(told).toEqual([]);
});

test('the end of the server leaves no timer behind', () => {
  hear('user_typing');
  remote.onModuleDestroy();
  expect(vi.getTimerCount()).toBe(0);
});
