// @vitest-environment jsdom
import { beforeEach, expect, it } from 'vitest';
import { mayReload } from './reload-once.ts';

beforeEach(() => sessionStorage.clear());

it('a page loads itself anew once, and again only much later', () => {
  expect(mayReload(() => sessionStorage, 1_000_000)).toBe(true);
  expect(mayReload(() => sessionStorage, 1_060_000)).toBe(false);
  expect(mayReload(() => sessionStorage, 2_000_000)).toBe(true);
});

it('never where it could not be known afterwards', () => {
  const forbidden = () => {
    throw new Error('forbidden');
  };
  expect(mayReload(forbidden)).toBe(false);
  expect(mayReload(() => ({ getItem: forbidden, setItem: forbidden }))).toBe(false);
  expect(mayReload(() => ({ getItem: () => null, setItem: () => {} }))).toBe(false);
});
