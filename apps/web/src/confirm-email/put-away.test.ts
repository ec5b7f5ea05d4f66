import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { putAway } from './put-away.ts';

const NOW = Date.parse('2090-03-03T10:00:00.000Z');
const DAY_MS = 86_400_000;

beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => void kept.set(key, text),
  });
});
afterEach(() => vi.unstubAllGlobals());

it('what somebody has put away comes back after two weeks', () => {
  expect(putAway.isSo('ada', NOW)).toBe(false);
  putAway.set('ada', NOW);
  expect(putAway.isSo('ada', NOW + 13 * DAY_MS)).toBe(true);
  expect(putAway.isSo('ada', NOW + 14 * DAY_MS)).toBe(false);
});

it('it is put away for nobody else in this browser', () => {
  putAway.set('ada', NOW);
  expect(putAway.isSo('ben', NOW)).toBe(false);
  expect(putAway.isSo('', NOW)).toBe(false);
});
