import { expect, test } from 'vitest';
import type { CallPhase, CallState } from '../call.ts';
import { type CallInput, isOver, LEGAL_MOVES, move } from './call-state.ts';

const PHASES = Object.keys(LEGAL_MOVES) as CallPhase[];
const INPUTS: readonly CallInput[] = [
  { kind: 'rings', ringEndsAt: 45_000 },
  { kind: 'answers' },
  { kind: 'taken' },
  { kind: 'up' },
  { kind: 'down', trouble: 'other-network' },
  { kind: 'trying', attempt: 2, trouble: 'no-route' },
  { kind: 'over', outcome: { kind: 'hung-up', by: 'me' } },
];

const calling: CallState = { phase: 'calling', since: 0 };
const after = (state: CallState, ...inputs: readonly CallInput[]) =>
  inputs.reduce((now, input, index) => move(now, input, (index + 1) * 10), state);

test('what is not legal in a phase changes nothing, not even the object', () => {
  for (const phase of PHASES)
    for (const input of INPUTS) {
      const state: CallState = { phase, since: 0 };
      const next = move(state, input, 5);
      if (LEGAL_MOVES[phase][input.kind] === undefined) expect(next).toBe(state);
      else expect(next.phase).toBe(LEGAL_MOVES[phase][input.kind]);
    }
});

test('every phase but the last can come to the end, and nothing comes after it', () => {
  for (const phase of PHASES) expect(LEGAL_MOVES[phase].over).toBe(phase === 'ended' ? undefined : 'ended');
  const ended = after(calling, { kind: 'over', outcome: { kind: 'busy' } });
  expect(isOver(ended)).toBe(true);
  expect(after(ended, ...INPUTS)).toBe(ended);
});

test('the first connection counts as the beginning of the call, through every outage', () => {
  const state = after(
    calling,
    { kind: 'rings', ringEndsAt: 45_000 },
    { kind: 'taken' },
    { kind: 'up' },
    { kind: 'down', trouble: 'own-network' },
    { kind: 'trying', attempt: 1, trouble: 'no-route' },
  );
  expect(state).toEqual({ phase: 'reconnecting', since: 40, liveSince: 30, attempt: 1, trouble: 'no-route' });
  expect(move(state, { kind: 'up' }, 60)).toEqual({ phase: 'live', since: 60, liveSince: 30 });
});

test('the end of the ring is known while it rings, and not afterwards', () => {
  const ringing = after(calling, { kind: 'rings', ringEndsAt: 45_000 });
  expect(ringing).toEqual({ phase: 'ringing', since: 10, ringEndsAt: 45_000 });
  expect(after(ringing, { kind: 'taken' })).toEqual({ phase: 'connecting', since: 10 });
  const incoming: CallState = { phase: 'incoming', since: 0, ringEndsAt: 45_000 };
  expect(after(incoming, { kind: 'answers' })).toMatchObject({ phase: 'answering', ringEndsAt: 45_000 });
});

test('the same news again is no news', () => {
  const trying = after(calling, { kind: 'taken' }, { kind: 'trying', attempt: 1, trouble: 'no-route' });
  expect(move(trying, { kind: 'trying', attempt: 1, trouble: 'no-route' }, 99)).toBe(trying);
  expect(move(trying, { kind: 'trying' }, 99)).toEqual({ phase: 'connecting', since: 10 });
});
