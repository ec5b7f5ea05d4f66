// @vitest-environment jsdom
import { expect, it } from 'vitest';
import { clockText, durationText } from './duration.ts';

const seconds = (count: number) => count * 1000;

it.each([
  [0, '0:00'],
  [7, '0:07'],
  [187, '3:07'],
  [3_599, '59:59'],
  [3_765, '1:02:45'],
])('the clock of a call says after %i seconds %s', (count, text) => {
  expect(clockText(seconds(count) + 999)).toBe(text);
});

it('a clock that runs behind never counts below nothing', () => {
  expect(clockText(-1)).toBe('0:00');
});

it.each([
  [42, '42 sec'],
  [187, '3 min 7 sec'],
  [600, '10 min'],
  [3_765, '1 hr 2 min'],
])('a call of %i seconds was %s long', (count, text) => {
  expect(durationText(seconds(count), 'en').replaceAll(/\s/g, ' ')).toBe(text);
});

it('the length of a call is told in the language of the page', () => {
  expect(durationText(seconds(187), 'de').replaceAll(/\s/g, ' ')).toBe('3 Min. 7 Sek.');
});
