// @vitest-environment jsdom
import { act, cleanup, render, screen } from '@testing-library/react';
import { StrictMode } from 'react';
import { renderToString } from 'react-dom/server';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Call, CallState } from '../call/call.ts';
import type { Calls } from '../call/calls.ts';
import { Writable } from '../store.ts';
import { makeClient } from '../testing/make-client.ts';
import { ChatProvider, useCall, useCallState, useCalls, useCallTime } from './index.ts';

const START = Date.UTC(2026, 0, 14, 9);

beforeEach(() => void vi.useFakeTimers({ now: START, toFake: ['Date', 'setTimeout', 'clearTimeout'] }));
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

/** As much of calls as the hooks look at. */
function makeCalls() {
  const current = new Writable<Call | undefined>(undefined);
  return { current, calls: { current } as Partial<Calls> as Calls };
}

function makeCall(state: CallState) {
  const store = new Writable(state);
  return { state: store, call: { key: 'k', state: store } as Partial<Call> as Call };
}

function Stage() {
  const call = useCall();
  return call === undefined ? <p>no call</p> : <Clock call={call} />;
}

function Clock({ call }: { readonly call: Call }) {
  const { phase } = useCallState(call);
  const seconds = useCallTime(call);
  return <p>{`${phase} ${seconds ?? '-'}`}</p>;
}

const page = (calls?: Calls) => (
  <StrictMode>
    <ChatProvider client={makeClient().client} calls={calls}>
      <Stage />
    </ChatProvider>
  </StrictMode>
);

const shown = () => screen.getByRole('paragraph').textContent;

test('the view follows the call, and its time counts whole seconds from the first connection to the end', () => {
  const { current, calls } = makeCalls();
  const { state, call } = makeCall({ phase: 'ringing', since: START });
  render(page(calls));
  expect(shown()).toBe('no call');
  act(() => current.set(call));
  expect(shown()).toBe('ringing -');

  act(() => state.set({ phase: 'live', since: START, liveSince: START - 1_400 }));
  expect(shown()).toBe('live 1');
  act(() => vi.advanceTimersByTime(599));
  expect(shown()).toBe('live 1');
  act(() => vi.advanceTimersByTime(1));
  expect(shown()).toBe('live 2');
  act(() => vi.advanceTimersByTime(60_000));
  expect(shown()).toBe('live 62');

  const liveSince = START - 1_400;
  act(() => state.set({ phase: 'reconnecting', since: Date.now(), liveSince }));
  act(() => vi.advanceTimersByTime(3_000));
  expect(shown()).toBe('reconnecting 65');

  act(() => state.set({ phase: 'ended', since: Date.now(), liveSince, endedAt: liveSince + 65_900 }));
  act(() => vi.advanceTimersByTime(10_000));
  expect(shown()).toBe('ended 65');
  expect(vi.getTimerCount()).toBe(0);
  act(() => current.set(undefined));
  expect(shown()).toBe('no call');
});

test('a call that is taken off the screen leaves no clock running', () => {
  const { current, calls } = makeCalls();
  current.set(makeCall({ phase: 'live', since: START, liveSince: START }).call);
  const { unmount } = render(page(calls));
  expect(vi.getTimerCount()).toBeGreaterThan(0);
  unmount();
  expect(vi.getTimerCount()).toBe(0);
});

test('calls that were not given are missed with a plain sentence', () => {
  expect(() => renderToString(page())).toThrow('give them to the ChatProvider above');
  function Orphan() {
    useCalls();
    return null;
  }
  expect(() => renderToString(<Orphan />)).toThrow('cannot use calls');
});
