import { describe, expect, it } from 'vitest';
import { type Horizon, Horizons } from './horizons.ts';

const said = (conversationId: string, userId: string, upToSeq: number, at = 0): Horizon => ({
  conversationId,
  userId,
  upToSeq,
  at,
});

describe('what was said since it was written down last', () => {
  it('is of each person and conversation only the farthest, and never goes back', () => {
    const horizons = new Horizons();
    for (const seq of [3, 9, 5]) horizons.raise(said('one', 'ann', seq, seq));
    horizons.raise(said('one', 'ben', 4));
    horizons.raise(said('two', 'ann', 1));
    expect(horizons.take(10)).toEqual([
      said('one', 'ann', 9, 9),
      said('one', 'ben', 4),
      said('two', 'ann', 1),
    ]);
  });

  it('keeps the time at which it was said first', () => {
    const horizons = new Horizons();
    horizons.raise(said('one', 'ann', 3, 20));
    horizons.raise(said('one', 'ann', 3, 10));
    horizons.raise(said('one', 'ann', 3, 30));
    expect(horizons.take(1)).toEqual([said('one', 'ann', 3, 10)]);
  });

  it('is taken once, so many at a time, and what was said first comes first', () => {
    const horizons = new Horizons();
    for (const id of ['one', 'two', 'three']) horizons.raise(said(id, 'ann', 1));
    expect(horizons.take(2).map(({ conversationId }) => conversationId)).toEqual(['one', 'two']);
    expect(horizons.isEmpty).toBe(false);
    expect(horizons.take(2).map(({ conversationId }) => conversationId)).toEqual(['three']);
    expect([horizons.isEmpty, horizons.take(2)]).toEqual([true, []]);
  });
});
