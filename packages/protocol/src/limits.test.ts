import { expect, test } from 'vitest';
import * as LIMITS from './limits.ts';
import * as TIMES from './times.ts';

test('one frame holds the largest thing that may be sent, however JSON writes it', () => {
  const worstMessage = JSON.stringify('\u0001'.repeat(LIMITS.contentChars)).length;
  const worstReading = LIMITS.readIds * (36 + 3);
  const worstDescription = 2 * LIMITS.sdpBytes; // every line break and quote is written with a backslash
  for (const bytes of [worstMessage, worstReading, worstDescription]) {
    expect(bytes + 1_024).toBeLessThan(LIMITS.frameBytes);
  }
});

test('the largest list of ids is not too many values', () => {
  expect(LIMITS.readIds + 10).toBeLessThan(LIMITS.jsonNodes);
});

test('the figures of the document and of docs/protocol.md', () => {
  expect(LIMITS).toMatchObject({ contentChars: 10_000, pageDefault: 50, pageMax: 500, readIds: 1_000 });
  expect({ ...TIMES }).toEqual({
    ringMs: 45_000,
    pageReloadMs: 8_000,
    typingMs: 10_000,
    joinWaitMs: 1_000,
    tokenNoticeMs: 60_000,
    tokenGraceMs: 30_000,
  });
});
