import { LIMITS } from '@jiggy-care/protocol';
import { expect, it } from 'vitest';
import { MAX_CHARS } from './message-size.ts';

it('allows exactly what the protocol allows', () => {
  expect(MAX_CHARS).toBe(LIMITS.contentChars);
});
