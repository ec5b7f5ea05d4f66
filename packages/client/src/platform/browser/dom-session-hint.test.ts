// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { domSessionHint } from './dom-session-hint.ts';

const here = location.origin;

beforeEach(() => localStorage.clear());
afterEach(() => vi.unstubAllGlobals());

function givenPage(told: string | undefined) {
  const serverTiming = told === undefined ? [] : [{ name: 'session', description: told }];
  vi.stubGlobal('performance', { getEntriesByType: () => [{ serverTiming }] });
}

test('the first look of a stranger is known by the page, that of who has a cookie too', () => {
  givenPage('out');
  expect(domSessionHint().mayBeSignedIn(here)).toBe(false);
  givenPage('in');
  expect(domSessionHint().mayBeSignedIn(here)).toBe(true);
});

test('a sign-in that is remembered outlives the access cookie; a sign-out is no proof, another page may have signed in', () => {
  domSessionHint().note(here, true);
  givenPage('out');
  expect(domSessionHint().mayBeSignedIn(here)).toBe(true);
  domSessionHint().note(here, false);
  givenPage(undefined);
  expect(domSessionHint().mayBeSignedIn(here)).toBe(true);
  givenPage('in');
  expect(domSessionHint().mayBeSignedIn(here)).toBe(true);
});

test('where nothing is known it is asked: another origin, a page of another server, no such thing', () => {
  givenPage('out');
  expect(domSessionHint().mayBeSignedIn('https://care.example.org')).toBe(true);
  givenPage(undefined);
  expect(domSessionHint().mayBeSignedIn(here)).toBe(true);
  vi.stubGlobal('performance', {});
  expect(domSessionHint().mayBeSignedIn(here)).toBe(true);
});
