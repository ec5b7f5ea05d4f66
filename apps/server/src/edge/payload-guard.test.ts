import { LIMITS } from '@jiggy-care/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isTooComplexJson, measure } from './payload-guard.ts';

const nestedText = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
const nested = (depth: number): unknown => JSON.parse(nestedText(depth));
const bytes = (json: string) => new TextEncoder().encode(json);

describe('the depth of a value', () => {
  // What an event brings is an array of arguments: it is the wrapping, the payload counts from 1.
  test('sixteen levels below the arguments are taken, seventeen are not', () => {
    expect(measure([nested(LIMITS.jsonDepth)])).toBeDefined();
    expect(measure([nested(LIMITS.jsonDepth + 1)])).toBeUndefined();
  });

  test.each([5_000, 50_000])('%i levels do not exhaust the stack', (depth) => {
    expect(measure([nested(depth)])).toBeUndefined();
    const objects = JSON.parse('{"a":'.repeat(depth) + '1'.padEnd(depth + 1, '}'));
    expect(measure([objects])).toBeUndefined();
  });

  test('depth below a key called __proto__ counts', () => {
    const hidden = JSON.parse(`{"__proto__": ${nestedText(LIMITS.jsonDepth + 1)}}`);
    expect(measure([hidden])).toBeUndefined();
  });
});

describe('the width of a value', () => {
  test.each([
    ['items', Array.from({ length: 10_000 }, () => 0)],
    ['keys', Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`k${index}`, 0]))],
    ['empty arrays', Array.from({ length: 10_000 }, () => [])],
    ['arrays of arrays', Array.from({ length: 100 }, () => Array.from({ length: 100 }, () => 0))],
  ])('ten thousand %s are too many', (_, value) => {
    expect(measure([value])).toBeUndefined();
  });

  test('a thousand message ids are not', () => {
    const payload = { conversationId: 'c', messageIds: Array.from({ length: LIMITS.readIds }, () => 'm') };
    expect(measure([payload])).toEqual({ characters: LIMITS.readIds + 1 });
  });
});

test('texts count by their length, wherever they stand', () => {
  expect(measure(['abc', { a: ['de'], b: { c: 'f' } }, 7, null, true])).toEqual({ characters: 6 });
});

test('bytes are refused, wherever they stand', () => {
  expect(measure([Buffer.from('x')])).toBeUndefined();
  expect(measure([{ a: [new Uint8Array(1)] }])).toBeUndefined();
});

describe('JSON that nobody has parsed yet', () => {
  test.each([
    ['sixteen levels', nestedText(LIMITS.jsonDepth), false],
    ['seventeen levels', nestedText(LIMITS.jsonDepth + 1), true],
    ['fifty thousand levels', nestedText(50_000), true],
    ['brackets inside a text', JSON.stringify({ content: nestedText(100) }), false],
    ['brackets behind an escaped quote', JSON.stringify({ content: `\\"${nestedText(100)}"` }), false],
    ['commas inside a text', JSON.stringify({ content: ','.repeat(5_000) }), false],
    ['ten thousand values', JSON.stringify(Array.from({ length: 10_000 }, () => 0)), true],
    [
      'many short objects one after the other',
      JSON.stringify(Array.from({ length: 600 }, () => ({}))),
      false,
    ],
    ['nothing', '', false],
    ['no JSON at all', ']]]]}}}}"', false],
  ])('%s', (_, json, tooComplex) => {
    expect(isTooComplexJson(bytes(json))).toBe(tooComplex);
  });

  test('is judged as its value is: what the bytes let pass is never too deep once parsed', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 24 }), (json) => {
        fc.pre(!isTooComplexJson(bytes(json)));
        expect(measure([JSON.parse(json)])).toBeDefined();
      }),
      { numRuns: 300 },
    );
  });
});
